"""Forms of a review: its frame, the official's words, and what the units have to say."""

from datetime import timedelta

from django import forms
from django.db.models import Q

from documents import secrecy
from meetings.models import Meeting
from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from plans.models import Plan
from reports.headings import FIELDS, GATHERED, GATHERED_FIELDS, HEADINGS
from reports.models import Review, ReviewContribution
from wardportal import dates
from wardportal.editing import GuardedModelForm, OfficeDateField, Paragraph

# So long the units have for their words, where the official names no other day.
DAYS_FOR_WORDS = 10

CHARACTERS_A_LINE, FEWEST_ROWS, MOST_ROWS = 50, 5, 20

HELP = {
    "results": "Đã làm được gì nổi bật; số liệu do cổng in, không cần ghi lại.",
    "limits": "Việc gì chưa làm được, làm chưa tốt.",
    "causes_objective": "Do điều kiện, hoàn cảnh bên ngoài.",
    "causes_subjective": "Do cách làm của mình.",
    "lessons": "Cách làm nào hay, nên giữ; cách nào nên tránh.",
    "directions": "Thời gian tới tập trung việc gì.",
    "proposals": "Đề nghị cấp trên, tổ chức nào giúp việc gì.",
}


class PlansField(forms.ModelMultipleChoiceField):
    """Plans to tick, each by its number and abstract."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, plan):
        return f"{plan.document.code}: {plan.document.abstract}"


class ReviewForm(GuardedModelForm):
    plans = PlansField(
        label="Kế hoạch được sơ kết, tổng kết",
        queryset=Plan.objects.none(),
        help_text="Một lần sơ kết có thể cho nhiều kế hoạch.",
        error_messages={
            "required": "Chưa chọn kế hoạch nào.",
            "invalid_choice": "Hãy chọn kế hoạch đã ban hành mà đồng chí được lập sơ kết.",
        },
    )
    issuer = UnitByLineField(
        label="Nơi ban hành báo cáo",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={
            "required": "Chưa chọn nơi ban hành báo cáo.",
            "invalid_choice": "Hãy chọn đơn vị đã ban hành một trong các kế hoạch trên.",
        },
    )

    class Meta:
        model = Review
        fields = ["kind", "plans", "issuer", "starts_on", "ends_on", "meeting", "words_due_on"]
        field_classes = {
            "starts_on": OfficeDateField,
            "ends_on": OfficeDateField,
            "words_due_on": OfficeDateField,
        }
        labels = {"words_due_on": "Các đơn vị góp ý đến hết ngày", "meeting": "Hội nghị sơ kết, tổng kết"}
        help_texts = {
            "ends_on": "Số liệu được lấy đúng như đến hết ngày này.",
            "meeting": "Giải pháp hội nghị thống nhất được đưa vào báo cáo. Chưa họp thì để trống.",
            "words_due_on": "Đơn vị có việc trong kế hoạch thấy lời mời góp ý ở trang đầu.",
        }
        error_messages = {
            "kind": {"required": "Chưa chọn sơ kết hay tổng kết."},
            "starts_on": {"required": "Chưa ghi từ ngày nào."},
            "ends_on": {"required": "Chưa ghi đến ngày nào."},
            "words_due_on": {"required": "Chưa ghi ngày các đơn vị góp ý."},
        }

    def __init__(self, data=None, *, instance, user, plans=()):
        self.user = user
        self.before = instance.as_framed() if instance.pk else {}
        super().__init__(data, instance=instance)
        self.fields["kind"].choices = [("", "Chọn một loại"), *Review.Kind.choices]
        offered = self._offered_plans()
        self.fields["plans"].queryset = offered
        self.fields["meeting"].queryset = _meetings(offered, user)
        self.fields["meeting"].empty_label = "Chưa có"
        if instance.pk:
            del self.fields["issuer"]
            return
        issuers = Unit.objects.filter(documents__plan__in=offered).distinct().by_line()
        self.fields["issuer"].queryset = issuers
        self._propose([plan for plan in offered if plan.pk in plans], issuers)

    def _offered_plans(self):
        """Issued plans of the bodies for which the user may review, and those that are reviewed already."""
        reached = Unit.objects.current().reached_by(self.user, Permission.REVIEW_DRAFT)
        own = Q(document__issuer__in=reached, document__state="issued")
        if self.instance.pk:
            own |= Q(reviews=self.instance)
        return Plan.objects.visible_to(self.user).filter(own).distinct().for_list()

    def _propose(self, plans, issuers):
        """What is likely: from the first day of the plans to today."""
        today = dates.today()
        chosen = plans[0].document.issuer_id if plans else None
        self.initial |= {
            "plans": [plan.pk for plan in plans],
            "issuer": chosen or (issuers[0].pk if len(issuers) == 1 else None),
            "starts_on": min((plan.starts_on for plan in plans), default=None),
            "ends_on": today if plans else None,
            "words_due_on": dates.next_working_day(today + timedelta(days=DAYS_FOR_WORDS)),
        }

    def form_of(self, stored):
        return ReviewForm(instance=stored, user=self.user)

    def clean_words_due_on(self):
        day = self.cleaned_data["words_due_on"]
        if self.instance.pk is None and day < dates.today():
            raise forms.ValidationError("Ngày góp ý đã qua; hãy chọn từ hôm nay trở đi.")
        return day

    def save(self, *, by):
        asked = self.cleaned_data
        if self.instance.pk:
            self.instance.settle(by=by, plans=asked["plans"], before=self.before)
            return self.instance
        frame = {name: asked[name] for name in ("kind", "starts_on", "ends_on", "meeting", "words_due_on")}
        return Review.begin(by=by, issuer=asked["issuer"], plans=asked["plans"], **frame)


def _meetings(plans, user):
    return Meeting.objects.visible_to(user).filter(plans__in=plans).distinct().order_by("-starts_at")


class WordsForm(GuardedModelForm):
    """The official's words, heading by heading; no limit of length, since those of many units come in."""

    class Meta:
        model = Review
        fields = FIELDS
        labels = {heading.field: f"Lời trong báo cáo: {heading.label}" for heading in HEADINGS}
        help_texts = HELP

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        for field in FIELDS:
            self.fields[field].widget.attrs["rows"] = _rows_for(getattr(instance, field))

    def form_of(self, stored):
        return WordsForm(instance=stored)

    def clean(self):
        return _without_secrets(super().clean())

    def save(self, *, by):
        self.instance.write_words(by=by)
        return self.instance


def _rows_for(text) -> int:
    """As many lines as the text takes at half a page's width, within what a screen shows."""
    lines = sum(len(line) // CHARACTERS_A_LINE + 1 for line in text.splitlines())
    return min(max(lines + 1, FEWEST_ROWS), MOST_ROWS)


class ContributionForm(GuardedModelForm):
    class Meta:
        model = ReviewContribution
        fields = GATHERED_FIELDS
        field_classes = dict.fromkeys(GATHERED_FIELDS, Paragraph)
        widgets = {field: forms.Textarea(attrs={"rows": 3}) for field in GATHERED_FIELDS}
        labels = {heading.field: heading.label for heading in GATHERED}
        help_texts = {field: HELP[field] for field in GATHERED_FIELDS}

    def __init__(self, data=None, *, instance):
        self.before = instance.as_audited()
        super().__init__(data, instance=instance)

    def form_of(self, stored):
        return ContributionForm(instance=stored)

    def clean(self):
        return _without_secrets(super().clean())

    def save(self, *, by, is_sent):
        self.instance.write(by=by, is_sent=is_sent, before=self.before)
        return self.instance


def _without_secrets(asked):
    """Browsers send "\\r\\n": the same text must compare as the same. What is secret does not belong here."""
    asked.update(
        {name: value.replace("\r\n", "\n") for name, value in asked.items() if isinstance(value, str)}
    )
    secrecy.refuse_secrets("\n".join(value for value in asked.values() if isinstance(value, str)))
    return asked
