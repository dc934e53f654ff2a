"""The words of a report, a field a section: a branch's, or a ward body's beside those of its units."""

from django import forms

from documents import secrecy
from reports.models import Filing
from reports.own_reports import current_words
from wardportal.editing import GuardedModelForm

CHARACTERS_A_LINE, FEWEST_ROWS, MOST_ROWS = 60, 4, 20


class ComposeForm(GuardedModelForm):
    """A field a section of the round; no limit of length, since the words of many units come in."""

    class Meta:
        model = Filing
        fields = []

    def __init__(self, data=None, *, instance, rows=FEWEST_ROWS):
        super().__init__(data, instance=instance)
        words = current_words(instance)
        for section in instance.round.sections:
            text = words.get(section["key"], "")
            self.fields[field_of(section)] = forms.CharField(
                label=section["title"],
                required=False,
                initial=text,
                help_text=section["hint"],
                widget=forms.Textarea(attrs={"rows": _rows_for(text, rows), "class": "form-control"}),
            )

    def form_of(self, stored):
        return ComposeForm(instance=stored)

    def clean(self):
        asked = super().clean()
        asked.update({name: it.replace("\r\n", "\n") for name, it in asked.items() if isinstance(it, str)})
        secrecy.refuse_secrets("\n".join(it for it in asked.values() if isinstance(it, str)))
        return asked

    @property
    def words(self) -> dict[str, str]:
        """{key of a section: text}"""
        sections = self.instance.round.sections
        return {it["key"]: self.cleaned_data.get(field_of(it), "") for it in sections}

    def rows_beside(self, whole) -> list:
        """[(section, its field, what the units said under it, else None)]; `whole` is a Consolidation."""
        said = {section.key: section for section in whole.sections}
        sections = self.instance.round.sections
        return [(it, self[field_of(it)], said.get(it["key"])) for it in sections]

    def others_of(self, whole) -> list:
        """What the units said under headings that this report has not."""
        own = {section["key"] for section in self.instance.round.sections}
        return [section for section in whole.sections if section.key not in own and section.said]


def field_of(section) -> str:
    return f"loi_{section['key']}"


def _rows_for(text, fewest) -> int:
    lines = sum(len(line) // CHARACTERS_A_LINE + 1 for line in text.splitlines())
    return min(max(lines + 1, fewest), MOST_ROWS)
