"""Forms of the month's guidance: written, files put beside it, made a branch's own work."""

from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError

from activities.models import Guidance, GuidanceFile
from documents import uploads
from documents.forms.files import UploadTickField, upload_field
from documents.secrecy import refuse_secrets, words_of
from documents.uploads import Kind
from organizations.forms.units import UnitsByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from plans.forms.tasks import check_timing
from plans.models import Task
from wardportal import dates
from wardportal.dates import Period, PeriodKind
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling, Paragraph, SearchField
from wardportal.text import search_words

# Guidance is written for this month, for the last one by who was late, and ahead.
MONTHS_AHEAD = 3


def issuers(user):
    """The ward's own bodies with branches below them, for which `user` may send guidance."""
    units = Unit.objects.current().filter(level=Unit.Level.WARD, children__level=Unit.Level.NEIGHBOURHOOD)
    return units.distinct().reached_by(user, Permission.GUIDANCE_SEND).by_line()


def branches_of(issuer):
    """Today's branches below the body, however far."""
    below = [f"{'parent__' * depth}parent" for depth in range(3)]
    units = Unit.objects.current().branches().filter(locality=issuer.locality_id)
    found = units.none()
    for path in below:
        found |= units.filter(**{path: issuer})
    return found


def _month_choices(also):
    period = Period.containing(dates.today(), PeriodKind.MONTH).previous()
    months = [period]
    for _ in range(MONTHS_AHEAD + 1):
        month = months[-1]
        months.append(Period(PeriodKind.MONTH, month.year + month.number // 12, month.number % 12 + 1))
    if also and also not in months:
        months.insert(0, also)
    return [(month.slug, month.label.capitalize()) for month in months]


class GuidanceFilterForm(forms.Form):
    q = SearchField(label="Từ cần tìm, không cần gõ dấu")
    issuer = forms.ModelChoiceField(
        label="Tổ chức gửi", queryset=Unit.objects.none(), empty_label="Tất cả", required=False
    )
    year = forms.TypedChoiceField(label="Năm", coerce=int, empty_value=None, required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        seen = Guidance.objects.visible_to(user)
        self.fields["issuer"].queryset = Unit.objects.filter(guidance__in=seen).distinct().for_list()
        years = seen.dates("month", "year", order="DESC")
        self.fields["year"].choices = [("", "Tất cả các năm"), *((day.year, str(day.year)) for day in years)]

    def filter(self, guidance):
        """The guidance asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        guidance = guidance.search(search_words(asked.get("q", "")))
        if asked.get("issuer"):
            guidance = guidance.filter(issuer=asked["issuer"])
        if asked.get("year"):
            guidance = guidance.filter(month__year=asked["year"])
        return guidance


class GuidanceForm(GuardedModelForm):
    period = forms.ChoiceField(label="Cho tháng")
    units = UnitsByLineField(
        label="Gửi cho",
        queryset=Unit.objects.none(),
        help_text="Đánh dấu từng đơn vị, hoặc “Cả … khu phố”.",
        error_messages={"required": "Chưa chọn đơn vị nhận. Hãy đánh dấu ít nhất một đơn vị."},
    )

    class Meta:
        model = Guidance
        fields = ["title", "text"]
        field_classes = {"text": Paragraph}
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "text": "Ngắn, từng việc một dòng: sinh hoạt nội dung gì, làm việc gì, khi nào xong, báo ai. "
            "Không ghi nội dung mật."
        }
        error_messages = {
            "title": {"required": "Chưa ghi tiêu đề."},
            "text": {"required": "Chưa ghi nội dung định hướng."},
        }

    field_order = ["period", "title", "text", "units"]

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        stored = instance.period if instance.month else None
        now = Period.containing(dates.today(), PeriodKind.MONTH)
        self.fields["period"].choices = _month_choices(stored)
        self.initial["period"] = (stored or now).slug
        offered = branches_of(instance.issuer).by_line()
        self.fields["units"].queryset = offered
        # A new one is meant for all branches; one takes out whom it does not concern.
        chosen = instance.receipts.values_list("unit", flat=True) if instance.pk else offered
        self.initial["units"] = [getattr(unit, "pk", unit) for unit in chosen]

    def form_of(self, stored):
        return GuidanceForm(instance=stored)

    def clean(self):
        asked = super().clean()
        for name in ("title", "text"):
            if asked.get(name):
                try:
                    refuse_secrets(asked[name])
                except ValidationError as refusal:
                    self.add_error(name, refusal)
        return asked

    def _post_clean(self):
        """The month is part of the record before the record judges itself."""
        if period := self.cleaned_data.get("period"):
            self.instance.month = Period.parse(period).starts_on
        super()._post_clean()

    def save(self, *, by):
        self.instance.write(self.cleaned_data["units"], by=by)
        return self.instance


class GuidanceFileForm(forms.Form):
    upload = upload_field("Nặng nhất 20 MB; hình nặng nhất 10 MB.", ".pdf,.png,.jpg,.jpeg,.docx,.xlsx")
    is_free_of_secrets = UploadTickField()

    def __init__(self, *args, guidance):
        super().__init__(*args)
        self.guidance = guidance

    def clean_upload(self):
        """The file, judged by what it holds; raises ValidationError where it may not be taken."""
        upload = self.cleaned_data["upload"]
        self.found = uploads.inspect(upload, name=upload.name, allowed=set(Kind))
        refuse_secrets(f"{Path(self.found.safe_name).stem}\n{words_of(upload, self.found.kind)}")
        if self.guidance.files.filter(sha256=self.found.sha256).exists():
            raise ValidationError("Tệp này đã kèm rồi.")
        return upload

    def save(self, *, by):
        found = self.found
        file = GuidanceFile(
            guidance=self.guidance,
            name=found.safe_name,
            content_type=found.content_type,
            size=found.size,
            sha256=found.sha256,
            file=self.cleaned_data["upload"],
            is_free_of_secrets=self.cleaned_data["is_free_of_secrets"],
        )
        file.attach(by=by)
        return file


class GuidanceTaskForm(OneSpelling, forms.ModelForm):
    """A branch makes its own work of the guidance."""

    class Meta:
        model = Task
        fields = ["title", "description", "due_on", "rhythm"]
        field_classes = {"due_on": OfficeDateField, "description": Paragraph}
        labels = {"title": "Việc của đơn vị"}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"due_on": "Để trống nếu có định kỳ thực hiện."}
        error_messages = {"title": {"required": "Chưa ghi việc của đơn vị."}}

    def __init__(self, data=None, *, receipt):
        self.receipt = receipt
        guidance = receipt.guidance
        initial = {"title": guidance.title, "due_on": guidance.period.ends_on}
        super().__init__(data, instance=Task(locality_id=guidance.locality_id), initial=initial)

    def clean(self):
        asked = super().clean()
        check_timing(self)
        return asked

    def save(self, *, by):
        return self.receipt.guidance.make_task(self.receipt.unit, by=by, **self.cleaned_data)
