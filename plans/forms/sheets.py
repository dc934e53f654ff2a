"""The upload of one of a plan's spreadsheets."""

from documents.forms.sheets import SheetUploadForm
from plans.sheets import subjects
from plans.sheets.rows import MOST_ROWS


class PlanSheetForm(SheetUploadForm):
    def __init__(self, *args, plan, slug):
        labels = [field.label for field in subjects.SUBJECTS[slug].fields]
        super().__init__(*args, labels=labels, most=MOST_ROWS)
        self.plan, self.slug = plan, slug

    def save(self, *, by):
        return subjects.keep(self.plan, self.read, by=by, slug=self.slug, name=self.found.safe_name)
