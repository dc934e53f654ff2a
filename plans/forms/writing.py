"""A plan begun, its days changed, ended, carried on, and copied to another year."""

from django import forms
from django.core.exceptions import ValidationError

from documents.forms.starting import DocumentStartForm
from documents.forms.writing import BodyForm, section_labels
from documents.heading_numbers import renumbered
from documents.models import DocumentLink
from plans import copying
from plans.models import Plan, PlanOutline
from wardportal import dates
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling

REVERSED = "Ngày kết thúc ({ends}) trước ngày bắt đầu ({starts}). Hãy xem lại hai ngày này."


def check_days(form):
    """Add the error of days that are the wrong way round; call it in `clean()`."""
    starts, ends = form.cleaned_data.get("starts_on"), form.cleaned_data.get("ends_on")
    if starts and ends and ends < starts:
        form.add_error(
            "ends_on", REVERSED.format(starts=dates.short_date(starts), ends=dates.short_date(ends))
        )


class PlanStartForm(DocumentStartForm):
    """The draft of a plan: its paper with the text of an outline, and from when to when it is carried out."""

    outline = forms.ModelChoiceField(
        label="Đề cương",
        queryset=PlanOutline.objects.none(),
        empty_label="Không theo đề cương, bắt đầu từ trang trắng",
        required=False,
        help_text="Các mục có sẵn để viết tiếp; bỏ, thêm mục nào cũng được.",
        error_messages={"invalid_choice": "Đề cương này không còn. Hãy chọn lại."},
    )
    starts_on = OfficeDateField(
        label="Thực hiện từ ngày", error_messages={"required": "Chưa ghi ngày bắt đầu thực hiện."}
    )
    ends_on = OfficeDateField(
        label="Đến hết ngày", required=False, help_text="Chưa định ngày kết thúc thì để trống."
    )

    def __init__(self, data=None, *, issuer, superior=None):
        self.superior = superior
        super().__init__(data, issuer=issuer)
        outlines = PlanOutline.objects.known_to(issuer.locality).for_list()
        self.fields["outline"].queryset = outlines
        allowed = self.fields["doc_type"].queryset
        # What there are outlines for is what the ward calls a plan.
        kinds = [each for each in allowed if any(outline.fits(each) for outline in outlines)]
        self.fields["doc_type"].queryset = allowed.filter(pk__in=[each.pk for each in kinds])
        self.initial |= self._suggested(kinds, outlines)

    def _suggested(self, types, outlines) -> dict:
        """What most plans begin with: a "Kế hoạch", and of a superior's paper its abstract."""
        plan_type = next((each for each in types if each.abbreviation == "KH"), None)
        outline = next((each for each in outlines if plan_type and each.fits(plan_type)), None)
        about = {"abstract": self.superior.abstract} if self.superior else {}
        return {"doc_type": plan_type, "outline": outline, "starts_on": dates.today(), **about}

    def clean(self):
        asked = super().clean()
        check_days(self)
        outline, doc_type = asked.get("outline"), asked.get("doc_type")
        if outline and doc_type and not outline.fits(doc_type):
            self.add_error(
                "outline",
                f"Đề cương này dành cho thể loại {outline.abbreviation}. Hãy chọn đề cương của {doc_type}.",
            )
        return asked

    def save(self, *, by) -> Plan:
        asked = self.cleaned_data
        paper = self.instance
        paper.body = asked["outline"].body if asked["outline"] else ""
        if labels := section_labels(paper):
            paper.body = renumbered(paper.body, labels)
        if self.superior:
            paper.basis = self.superior.as_basis
        super().save(by=by)
        if self.superior:
            DocumentLink.tie(paper, self.superior, DocumentLink.Kind.IMPLEMENTS, by=by)
        plan = Plan(document=paper, starts_on=asked["starts_on"], ends_on=asked["ends_on"])
        plan.write(by=by)
        return plan


class PlanForm(GuardedModelForm):
    """The days of a plan; its text is edited as a paper."""

    class Meta:
        model = Plan
        fields = ["starts_on", "ends_on"]
        field_classes = {"starts_on": OfficeDateField, "ends_on": OfficeDateField}
        help_texts = {"ends_on": "Chưa định ngày kết thúc thì để trống."}
        error_messages = {"starts_on": {"required": "Chưa ghi ngày bắt đầu thực hiện."}}

    def form_of(self, stored):
        return PlanForm(instance=stored)

    def clean(self):
        asked = super().clean()
        check_days(self)
        return asked

    def clean_starts_on(self):
        starts_on = self.cleaned_data["starts_on"]
        early = self.instance.tasks.filter(due_on__lt=starts_on).order_by("due_on").first()
        if early:
            raise ValidationError(
                f"Nhiệm vụ “{early.title}” có thời hạn {dates.short_date(early.due_on)}, trước ngày này. "
                "Hãy dời thời hạn nhiệm vụ trước, hoặc chọn ngày sớm hơn."
            )
        return starts_on

    def save(self, *, by):
        self.instance.write(by=by)
        return self.instance


class PlanCloseForm(OneSpelling, forms.Form):
    closed_on = OfficeDateField(
        label="Kết thúc từ ngày", error_messages={"required": "Chưa ghi ngày kết thúc."}
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=1000,
        help_text="Ví dụ: đã tổng kết ngày 15/12/2017; được thay thế bằng kế hoạch khác.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do kết thúc, ví dụ: đã tổng kết."},
    )

    def __init__(self, data=None, *, plan):
        self.plan = plan
        super().__init__(data, initial={"closed_on": dates.today()})

    def save(self, *, by):
        self.plan.close(by=by, reason=self.cleaned_data["reason"], on=self.cleaned_data["closed_on"])


class PlanReopenForm(OneSpelling, forms.Form):
    reason = forms.CharField(
        label="Vì sao mở lại",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do mở lại kế hoạch."},
    )

    def __init__(self, data=None, *, plan):
        self.plan = plan
        super().__init__(data)

    def save(self, *, by):
        self.plan.reopen(by=by, reason=self.cleaned_data["reason"])


# The last month in which the plan of the running year is still to be written.
SPRING_ENDS = 6


class PlanCopyForm(forms.Form):
    """Into which year a plan is copied."""

    year = forms.IntegerField(
        label="Năm của kế hoạch mới",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "is-short", "autocomplete": "off"}),
        error_messages={
            "required": "Chưa ghi năm của kế hoạch mới.",
            "invalid": "Năm là bốn chữ số, ví dụ 2018.",
        },
    )

    def __init__(self, data=None, *, plan):
        self.plan = plan
        super().__init__(data, initial={"year": _next_year(plan)})

    def clean_year(self):
        year, own = self.cleaned_data["year"], self.plan.starts_on.year
        if not own < year <= own + copying.MOST_YEARS:
            raise ValidationError(
                f"Kế hoạch này bắt đầu năm {own}: hãy ghi năm từ {own + 1} đến {own + copying.MOST_YEARS}."
            )
        return year

    def save(self, *, by) -> copying.Copied:
        return copying.copy(self.plan, years=self.cleaned_data["year"] - self.plan.starts_on.year, by=by)


def _next_year(plan) -> int:
    """The year that is planned now: this one until June, then the next; always after the plan's own."""
    today = dates.today()
    return max(plan.starts_on.year + 1, today.year + (today.month > SPRING_ENDS))


class OutlineForm(BodyForm):
    """An outline in the editor of the papers."""

    class Meta:
        model = PlanOutline
        fields = ["abbreviation", "name", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 16})}
        help_texts = {
            "body": "Đoạn chỉ ghi [[chỉ tiêu]] hoặc [[nhiệm vụ]] là chỗ cổng tự in bảng chỉ tiêu, bảng nhiệm "
            "vụ của kế hoạch."
        }
        error_messages = {
            "abbreviation": {"required": "Chưa ghi viết tắt của thể loại, ví dụ KH."},
            "name": {"required": "Chưa ghi tên đề cương."},
        }

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance, labels=None)
        if instance.pk is None:
            self.fields["version"].required = False

    def form_of(self, stored):
        return OutlineForm(instance=stored)

    def save(self, *, by):
        return self.instance.write(by=by)
