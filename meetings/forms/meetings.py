from django import forms
from django.utils import timezone

from meetings.forms.calling import HourField
from meetings.models import Meeting
from organizations.completing import CompletionForm
from plans.models import Task
from wardportal.editing import SearchField
from wardportal.text import search_words

TITLE_LENGTH = Task._meta.get_field("title").max_length


class MeetingFilterForm(forms.Form):
    q = SearchField(label="Từ cần tìm, không cần gõ dấu")
    kind = forms.ChoiceField(label="Loại", required=False)
    year = forms.TypedChoiceField(label="Năm", coerce=int, empty_value=None, required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        seen = Meeting.objects.visible_to(user)
        # By the name of that day: a kind may be called otherwise since.
        names = seen.order_by("kind_name").values_list("kind_name", flat=True).distinct()
        self.fields["kind"].choices = [("", "Tất cả các loại"), *((name, name) for name in names)]
        years = seen.datetimes("starts_at", "year", order="DESC")
        self.fields["year"].choices = [("", "Tất cả các năm"), *((day.year, str(day.year)) for day in years)]

    def filter(self, meetings):
        """The meetings asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        meetings = meetings.search(search_words(asked.get("q", "")))
        if asked.get("kind"):
            meetings = meetings.filter(kind_name=asked["kind"])
        if asked.get("year"):
            meetings = meetings.filter(starts_at__year=asked["year"])
        return meetings


class MeetingCompletionForm(CompletionForm):
    hour = HourField(label="Giờ bắt đầu", help_text="Ví dụ 7:30. Để trống nếu chỉ biết ngày.", required=False)

    class Meta:
        model = Meeting
        fields = ["chair", "minute_taker", "purpose"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "chair": "Chức vụ, họ và tên như trong biên bản; nhiều người thì cách nhau dấu chấm phẩy."
        }

    field_order = ["chair", "minute_taker", "hour", "purpose"]

    def __init__(self, data=None, *, instance):
        began = timezone.localtime(instance.starts_at).time() if instance.is_hour_known else None
        super().__init__(data, instance=instance, initial={"hour": began})

    def save(self, *, by):
        self.instance.set_hour(self.cleaned_data["hour"])
        return super().save(by=by)
