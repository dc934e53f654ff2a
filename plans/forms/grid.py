"""The matrix typed in as one form: every changed box becomes a report, or nothing does."""

import json

from django.core.exceptions import ValidationError

from plans.models import Assignment, ProgressEntry
from wardportal.text import nfc

LONGEST = 30
OVERTAKEN = "Có ô vừa được người khác ghi. Chưa lưu ô nào; hãy lưu lại để xem cả hai số."


class ProgressGrid:
    """`rows` come from plans.grid.grid_rows. What is sent: `o-<pk>` for each box that was changed, and in
    `version` what stood in every box when the page was opened, as {pk: [version, text]}.
    """

    def __init__(self, rows, data=None):
        self.rows = rows
        self.errors = []
        self.boxes = [box for row in rows for box in row.boxes.values() if box.is_open]
        if data is not None:
            was = _was(data.get("version", ""))
            for box in self.boxes:
                if box.name in data:
                    box.typed = nfc(data[box.name])[:LONGEST]
                    box.was = was.get(str(box.assignment.pk))

    @property
    def version(self):
        """For the page: what stands in each box now."""
        stored = {str(box.assignment.pk): [box.assignment.version, box.stored] for box in self.boxes}
        return json.dumps(stored, separators=(",", ":"), ensure_ascii=False)

    @property
    def changed(self):
        return [box for box in self.boxes if box.is_changed]

    @property
    def wrong(self):
        return [box for box in self.boxes if box.error]

    def add_error(self, _field, messages):
        """As a form has it, for `refusals_in`."""
        self.errors += messages

    def is_valid(self) -> bool:
        """Whether each changed box can be understood and nobody else changed it since the page was opened."""
        for box in self.changed:
            try:
                box.figures()
            except ValidationError as refusal:
                box.error = refusal.messages[0]
        self._find_stale()
        return not self.wrong

    def _find_stale(self):
        stale = [box for box in self.changed if box.is_stale]
        if not stale:
            return
        entries = ProgressEntry.objects.latest_each().filter(assignment__in=[box.assignment for box in stale])
        who = {it.assignment_id: str(it.entered_by) for it in entries.select_related("entered_by__person")}
        for box in stale:
            box.theirs = box.stored or "(trống)"
            by = who.get(box.assignment.pk, "người khác")
            both = f"{by} vừa ghi {box.theirs}; đồng chí ghi {box.typed}."
            box.error = box.error or f"{both} Giữ số nào thì để số ấy rồi lưu lại."

    def save(self, *, by) -> int:
        """Report what was typed, all of it or nothing; how many boxes. Call it within `refusals_in`."""
        changed = self.changed
        for box in changed:
            figures, assignment = box.figures(), box.assignment
            # One conditional UPDATE as in GuardedModelForm.claim: of two savings at once one wins.
            opened = Assignment.objects.filter(pk=assignment.pk, version=box.was[0])
            if not opened.update(version=box.was[0] + 1):
                raise ValidationError(OVERTAKEN)
            assignment.version = box.was[0] + 1
            assignment.report(by=by, percent=figures.percent, quantity=figures.quantity)
        return len(changed)


def _was(text) -> dict:
    """{pk: (version, text)} as the page carried it; whatever else was sent counts as nothing."""
    try:
        sent = json.loads(text)
        return {str(pk): (int(version), str(shown)) for pk, (version, shown) in sent.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
