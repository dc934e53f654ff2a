"""Notes of a meeting, taken on several devices and sent whenever there is a line; merged note by note.

A device makes the key of a note and says which version it was typed on (`base`; 0: a new one). Sending the
same note again changes nothing. Where somebody else changed it meanwhile, nothing is written over: both
texts go back, and the writer decides. A note that was deleted elsewhere comes back with what was typed.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction

from documents.secrecy import refuse_secrets
from meetings.models import Conclusion, Meeting, Proposal, Remark
from organizations.audit import record
from organizations.models import Unit
from wardportal import dates
from wardportal.editing import OfficeDateField
from wardportal.text import nfc

KINDS = {"remark": Remark, "proposal": Proposal, "conclusion": Conclusion}
LABELS = {"remark": "ý kiến", "proposal": "đề xuất", "conclusion": "kết luận"}
LONGEST_TEXT, LONGEST_NAME, LONGEST_VOTE = 5000, 200, 100
MOST_VOTES = 9999
WORDS = ("speaker", "text", "due_on", "vote", *Conclusion.VOTES)
MOST_CHANGES = 200


@dataclass
class Change:
    """One note as a device has it; `item` and `unit` are primary keys, days and counts are as typed."""

    key: uuid.UUID
    kind: str
    base: int = 0
    item: int | None = None
    unit: int | None = None
    speaker: str = ""
    text: str = ""
    due_on: str = ""
    vote: str = ""
    votes_for: str = ""
    votes_against: str = ""
    votes_other: str = ""
    is_deleted: bool = False

    @classmethod
    def read(cls, sent) -> "Change":
        """Raises ValueError where it is not a note."""
        kind = sent["kind"]
        if kind not in KINDS:
            raise ValueError(kind)
        words = {name: nfc(str(sent.get(name) or "")) for name in WORDS}
        numbers = {name: int(sent[name]) if sent.get(name) else None for name in ("item", "unit")}
        return cls(
            key=uuid.UUID(str(sent["key"])),
            kind=kind,
            base=int(sent.get("base") or 0),
            is_deleted=bool(sent.get("is_deleted")),
            **words,
            **numbers,
        )


@dataclass
class Taken:
    """What became of the changes, by key: the version now stored, the text of somebody else, or why not."""

    saved: dict[str, int] = field(default_factory=dict)
    conflicts: dict[str, dict | None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def of_meeting(meeting) -> list[dict]:
    """Every note as a device gets it, in the order of the notes of each kind."""
    return [
        _shown(kind, note)
        for kind, model in KINDS.items()
        for note in model.objects.filter(meeting=meeting).order_by("order", "pk")
    ]


def take(meeting, changes, *, by) -> Taken:
    """Write what can be written of `changes` (a list of Change), each for itself.

    Raises ValidationError where the meeting takes no notes any more: then nothing was written.
    """
    taken = Taken()
    with transaction.atomic():
        locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
        locked.require_open()
        items = set(meeting.agenda.values_list("pk", flat=True))
        for change in changes:
            key = str(change.key)
            try:
                with transaction.atomic():
                    _take_one(locked, change, items, taken, by)
            except ValidationError as refusal:
                taken.refused[key] = " ".join(refusal.messages)
    return taken


def _take_one(meeting, change, items, taken, by):
    key, model = str(change.key), KINDS[change.kind]
    if any(
        other.objects.filter(key=change.key).exclude(meeting=meeting).exists() for other in KINDS.values()
    ):
        raise ValidationError("Ghi chép này thuộc hội nghị khác.")
    stored = model.objects.filter(key=change.key).first()
    if change.is_deleted:
        _delete(meeting, stored, change, taken, by)
        return
    values = _values(meeting, change, items)
    if stored is None:
        last = model.objects.filter(meeting=meeting).aggregate(last=models.Max("order"))["last"] or 0
        stored = model(meeting=meeting, key=change.key, order=last + 1, **values)
        stored.save()
        _tell(meeting, change, by, before="", after=stored.text)
        taken.saved[key] = stored.version
        return
    before = {name: getattr(stored, name) for name in values}
    if before == values:
        taken.saved[key] = stored.version
    elif stored.version != change.base:
        taken.conflicts[key] = _shown(change.kind, stored)
    else:
        for name, value in values.items():
            setattr(stored, name, value)
        stored.version += 1
        stored.save()
        _tell(meeting, change, by, before=before["text"], after=stored.text)
        taken.saved[key] = stored.version


def _delete(meeting, stored, change, taken, by):
    key = str(change.key)
    if stored is None:
        taken.saved[key] = 0
        return
    if stored.version != change.base:
        taken.conflicts[key] = _shown(change.kind, stored)
        return
    if change.kind == "conclusion" and stored.tasks.exists():
        raise ValidationError("Kết luận này đã giao thành nhiệm vụ nên không xóa được.")
    _tell(meeting, change, by, before=stored.text, after="")
    stored.delete()
    taken.saved[key] = 0


def _values(meeting, change, items) -> dict:
    """The fields of the note's model; ValidationError in a sentence for what cannot be."""
    if not change.text.strip():
        raise ValidationError("Chưa ghi nội dung; ghi xong sẽ được lưu lên hệ thống.")
    if len(change.text) > LONGEST_TEXT:
        raise ValidationError(f"Ghi chép dài quá {LONGEST_TEXT} ký tự. Hãy tách thành hai.")
    if len(change.speaker) > LONGEST_NAME or len(change.vote) > LONGEST_VOTE:
        raise ValidationError("Tên người hoặc kết quả biểu quyết quá dài. Hãy rút ngắn.")
    refuse_secrets(f"{change.speaker}\n{change.text}")
    values = {"text": change.text, "item_id": change.item if change.item in items else None}
    unit = change.unit
    if unit and not Unit.objects.filter(pk=unit, locality_id=meeting.locality_id).exists():
        raise ValidationError("Đơn vị không có trong phường. Hãy chọn lại.")
    if change.kind == "remark":
        return values | {"unit_id": unit, "speaker": change.speaker}
    if change.kind == "proposal":
        return values | {"unit_id": unit or meeting.host_unit_id, "speaker": change.speaker}
    return values | {
        "unit_id": unit,
        "person_name": change.speaker,
        "due_on": _day(change.due_on),
        "vote": change.vote,
        **{name: _count(getattr(change, name)) for name in Conclusion.VOTES},
    }


def _count(typed) -> int | None:
    typed = typed.strip()
    if not typed:
        return None
    if not (typed.isdecimal() and int(typed) <= MOST_VOTES):
        raise ValidationError(f"Số phiếu “{typed[:20]}” không đúng: hãy ghi số người, ví dụ 25.")
    return int(typed)


def _day(typed) -> date | None:
    return OfficeDateField(required=False).clean(typed.strip())


def _shown(kind, note) -> dict:
    due_on = getattr(note, "due_on", None)
    return {
        "key": str(note.key),
        "kind": kind,
        "base": note.version,
        "item": note.item_id,
        "unit": note.unit_id,
        "speaker": note.person_name if kind == "conclusion" else note.speaker,
        "text": note.text,
        "due_on": dates.short_date(due_on) if due_on else "",
        "vote": getattr(note, "vote", ""),
        **{name: _typed(getattr(note, name, None)) for name in Conclusion.VOTES},
    }


def _typed(count) -> str:
    return "" if count is None else str(count)


def _tell(meeting, change, by, *, before, after):
    label = LABELS[change.kind]
    action = f"ghi {label}" if not before else f"sửa {label}" if after else f"xóa {label}"
    record(by=by, action=action, target=meeting, before={label: before}, after={label: after})
