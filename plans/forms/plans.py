"""What may be asked of the list of plans."""

from django import forms

from organizations.models import Unit
from plans.models import Plan
from wardportal.editing import SearchField
from wardportal.text import search_words


class PlanFilterForm(forms.Form):
    class State:
        CHOICES = [
            ("", "Tất cả"),
            ("draft", "Đang soạn, đang trình"),
            ("open", "Đang thực hiện"),
            ("replaced", "Đã được thay thế"),
            ("closed", "Đã kết thúc"),
        ]

    q = SearchField(label="Số, trích yếu (không cần gõ dấu)")
    year = forms.ChoiceField(label="Năm ban hành", required=False)
    issuer = forms.ModelChoiceField(
        label="Nơi ban hành", queryset=Unit.objects.none(), empty_label="Tất cả", required=False
    )
    state = forms.ChoiceField(label="Tình trạng", choices=State.CHOICES, required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        seen = Plan.objects.visible_to(user)
        years = seen.exclude(document__issued_on=None).dates("document__issued_on", "year", order="DESC")
        self.fields["year"].choices = [("", "Tất cả"), *((str(day.year), str(day.year)) for day in years)]
        self.fields["issuer"].queryset = Unit.objects.filter(documents__plan__in=seen).distinct().for_list()

    def filter(self, plans):
        """The plans asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        plans = plans.search(search_words(asked.get("q", "")))
        if asked.get("year"):
            plans = plans.filter(document__issued_on__year=asked["year"])
        if asked.get("issuer"):
            plans = plans.filter(document__issuer=asked["issuer"])
        return self._in_state(plans, asked.get("state"))

    @staticmethod
    def _in_state(plans, state):
        asked = {
            "draft": plans.drafts,
            "open": plans.under_way,
            "replaced": plans.replaced,
            "closed": plans.closed,
        }
        return asked[state]() if state else plans
