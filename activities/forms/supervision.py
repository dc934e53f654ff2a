"""Forms of supervision, criticism, contributions: the register asked for, a session, recommendations."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from activities.models import Recommendation, Supervision
from documents.models import Document
from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from wardportal import dates
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling, Paragraph, SearchField
from wardportal.text import search_words

# What a page has room for; the result's paper is a new one.
MOST_PAPERS = 100


def _year_choices(days):
    return [("", "Tất cả các năm"), *((day.year, str(day.year)) for day in days)]


class SupervisionFilterForm(forms.Form):
    q = SearchField(label="Từ cần tìm, không cần gõ dấu")
    kind = forms.ChoiceField(
        label="Loại", choices=[("", "Tất cả"), *Supervision.Kind.choices], required=False
    )
    unit = forms.ModelChoiceField(
        label="Chủ trì", queryset=Unit.objects.none(), empty_label="Tất cả", required=False
    )
    year = forms.TypedChoiceField(label="Năm", coerce=int, empty_value=None, required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        seen = Supervision.objects.visible_to(user)
        self.fields["unit"].queryset = Unit.objects.filter(led_supervisions__in=seen).distinct().for_list()
        self.fields["year"].choices = _year_choices(
            seen.exclude(held_on=None).dates("held_on", "year", order="DESC")
        )
        self.is_valid()

    def filter(self, supervisions):
        """The sessions asked for; a field with a mistake shows its error and does not narrow the list."""
        asked = self.cleaned_data
        supervisions = supervisions.search(search_words(asked.get("q", "")))
        for name, field in [("kind", "kind"), ("unit", "lead_unit"), ("year", "held_on__year")]:
            if asked.get(name):
                supervisions = supervisions.filter(**{field: asked[name]})
        return supervisions

    @property
    def title(self):
        """ "SỔ GIÁM SÁT, PHẢN BIỆN, GÓP Ý, năm 2017": what was asked for that a heading has room for."""
        asked = self.cleaned_data
        told = [dict(Supervision.Kind.choices)[asked["kind"]]] if asked.get("kind") else []
        told += [asked["unit"].name] if asked.get("unit") else []
        told += [f"năm {asked['year']}"] if asked.get("year") else []
        return ", ".join(["SỔ GIÁM SÁT, PHẢN BIỆN, GÓP Ý", *told])


class RecommendationFilterForm(forms.Form):
    OVERDUE = "overdue"

    q = SearchField(label="Từ cần tìm, không cần gõ dấu")
    state = forms.ChoiceField(
        label="Tình trạng",
        choices=[("", "Tất cả"), (OVERDUE, "quá hạn trả lời"), *Recommendation.State.choices],
        required=False,
    )
    kind = forms.ChoiceField(
        label="Loại", choices=[("", "Tất cả"), *Supervision.Kind.choices], required=False
    )
    year = forms.TypedChoiceField(label="Năm hạn trả lời", coerce=int, empty_value=None, required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        seen = Recommendation.objects.visible_to(user)
        self.fields["year"].choices = _year_choices(seen.dates("due_on", "year", order="DESC"))
        self.is_valid()

    def filter(self, recommendations):
        asked = self.cleaned_data
        recommendations = recommendations.search(search_words(asked.get("q", "")))
        if asked.get("state") == self.OVERDUE:
            recommendations = recommendations.overdue()
        elif asked.get("state"):
            recommendations = recommendations.filter(state=asked["state"])
        for name, field in [("kind", "supervision__kind"), ("year", "due_on__year")]:
            if asked.get(name):
                recommendations = recommendations.filter(**{field: asked[name]})
        return recommendations

    @property
    def title(self):
        asked = self.cleaned_data
        told = [dict(self.fields["state"].choices)[asked["state"]]] if asked.get("state") else []
        told += [dict(Supervision.Kind.choices)[asked["kind"]]] if asked.get("kind") else []
        told += [f"năm {asked['year']}"] if asked.get("year") else []
        return ", ".join(["SỔ THEO DÕI KIẾN NGHỊ", *told])


class PaperField(forms.ModelChoiceField):
    def label_from_instance(self, document):
        return f"{document}: {Truncator(document.abstract).chars(80)}"


class SupervisionForm(GuardedModelForm):
    form = forms.ChoiceField(label="Hình thức", error_messages={"required": "Chưa chọn hình thức."})
    lead_unit = UnitByLineField(
        label="Đơn vị chủ trì",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị chủ trì."},
    )
    subject_unit = UnitByLineField(
        label="Đơn vị được giám sát, nhận góp ý",
        queryset=Unit.objects.none(),
        empty_label="Cơ quan khác, ghi ở dưới",
        required=False,
    )
    document = PaperField(
        label="Văn bản kết quả",
        queryset=Document.objects.none(),
        empty_label="Không có, hoặc chưa đưa lên cổng",
        help_text="Chọn trong 100 văn bản mới nhất.",
        required=False,
    )

    class Meta:
        model = Supervision
        fields = Supervision.AUDITED
        field_classes = {"held_on": OfficeDateField, "plan": Paragraph, "result": Paragraph}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "plan": forms.Textarea(attrs={"rows": 3}),
            "result": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "title": "Giám sát, phản biện, góp ý việc gì.",
            "plan": "Phạm vi, thành phần, thời gian; theo kế hoạch nào.",
            "subject_name": "Ví dụ: Ủy ban nhân dân phường, một trường học, một công trình.",
            "held_on": "Để trống nếu chưa tiến hành.",
            "result": "Mặt được, tồn tại; kiến nghị thì ghi riêng ở bước sau.",
        }
        error_messages = {
            "kind": {"required": "Chưa chọn loại."},
            "title": {"required": "Chưa ghi nội dung."},
        }

    def __init__(self, data=None, *, instance, user):
        self.user = user
        super().__init__(data, instance=instance)
        self.before = instance.as_audited() if instance.pk else {}
        kinds = Supervision.Kind
        self.fields["kind"].choices = [("", "Chọn loại"), *kinds.choices]
        self.fields["form"].choices = [
            ("", "Chọn một hình thức"),
            *(
                (kinds(kind).label.capitalize(), [(form.value, form.label) for form in offered])
                for kind, offered in Supervision.FORMS_OF.items()
            ),
        ]
        units = Unit.objects.visible_to(user).current()
        own = units.exclude(level=Unit.Level.SUPERIOR)
        self.fields["lead_unit"].queryset = own.reached_by(user, Permission.SUPERVISION_RECORD).by_line()
        self.fields["subject_unit"].queryset = units.exclude(level=Unit.Level.NEIGHBOURHOOD).by_line()
        papers = Document.objects.visible_to(user).filter(state=Document.State.ISSUED)
        newest = list(papers.order_by("-issued_on", "-pk").values_list("pk", flat=True)[:MOST_PAPERS])
        offered = papers.filter(pk__in=[*newest, instance.document_id])
        self.fields["document"].queryset = offered.select_related("doc_type").order_by("-issued_on", "-pk")

    def form_of(self, stored):
        return SupervisionForm(instance=stored, user=self.user)

    def clean_held_on(self):
        held_on = self.cleaned_data["held_on"]
        if held_on and held_on > dates.today():
            raise ValidationError("Ngày tiến hành không thể sau hôm nay. Chưa tiến hành thì để trống.")
        return held_on

    def save(self, *, by):
        self.instance.keep(by=by, before=self.before)
        return self.instance


class RecommendationForm(OneSpelling, forms.Form):
    text = Paragraph(
        label="Kiến nghị",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa ghi kiến nghị."},
    )
    addressee = forms.CharField(
        label="Gửi đến", max_length=200, error_messages={"required": "Chưa ghi gửi đến cơ quan, đơn vị nào."}
    )
    due_on = OfficeDateField(
        label="Hạn trả lời", error_messages={"required": "Chưa ghi hạn trả lời để theo dõi."}
    )

    def __init__(self, data=None, *, supervision):
        super().__init__(data, initial={"addressee": supervision.subject})
        self.supervision = supervision

    def save(self, *, by):
        return self.supervision.recommend(by=by, **self.cleaned_data)


class ReplyForm(GuardedModelForm):
    """What the addressee replied: accepted, or explained why not."""

    class Meta:
        model = Recommendation
        fields = ["state", "reply", "replied_on"]
        field_classes = {"replied_on": OfficeDateField, "reply": Paragraph}
        labels = {"state": "Trả lời thế nào"}
        widgets = {"state": forms.RadioSelect, "reply": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"reply": "Ghi gọn điều đã tiếp thu hoặc giải trình; số, ngày văn bản trả lời nếu có."}
        error_messages = {"state": {"required": "Chưa chọn đã tiếp thu hay đã giải trình."}}

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        states = Recommendation.State
        self.fields["state"].choices = [
            (states.ACCEPTED.value, "Đã tiếp thu"),
            (states.EXPLAINED.value, "Đã giải trình"),
        ]
        if instance.is_awaited:
            self.initial["state"] = None
        self.fields["reply"].required = self.fields["replied_on"].required = True
        self.fields["reply"].error_messages["required"] = "Chưa ghi nội dung trả lời."
        self.fields["replied_on"].error_messages["required"] = "Chưa ghi ngày trả lời."

    def form_of(self, stored):
        return ReplyForm(instance=stored)

    def clean_replied_on(self):
        replied_on = self.cleaned_data["replied_on"]
        if replied_on and replied_on > dates.today():
            raise ValidationError("Ngày trả lời không thể sau hôm nay. Hãy ghi lại ngày.")
        return replied_on

    def _post_clean(self):
        """Nothing: the verb checks the reply as a whole, with who noted it and when."""

    def save(self, *, by):
        asked = self.cleaned_data
        self.instance.take_reply(asked["state"], by=by, reply=asked["reply"], on=asked["replied_on"])
        return self.instance
