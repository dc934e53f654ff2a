"""What of the log one looks for."""

from django import forms
from django.db.models import Exists, F, OuterRef, Q

from organizations.models import AuditEntry, User
from wardportal.editing import OfficeDateField, SearchField


class AuditFilterForm(forms.Form):
    q = SearchField(label="Chữ trong nhật ký")
    by = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Người làm", empty_label="Tất cả mọi người", required=False
    )
    action = forms.ChoiceField(label="Việc", required=False)
    since = OfficeDateField(label="Từ ngày", required=False)
    until = OfficeDateField(label="Đến hết ngày", required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        entries = AuditEntry.objects.visible_to(user)
        own = User.objects.filter(locality_id=user.locality_id).select_related("person")
        # Asked person by person, of whom there are few, instead of reading the whole log for its writers.
        self.fields["by"].queryset = own.filter(Exists(entries.filter(by=OuterRef("pk")))).order_by(
            F("person__sort_key").asc(nulls_last=True), "username"
        )
        actions = entries.order_by("action").values_list("action", flat=True).distinct()
        self.fields["action"].choices = [("", "Tất cả"), *((action, action) for action in actions)]

    def filter(self, entries):
        """The entries asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            words = asked["q"].strip()
            entries = entries.filter(Q(target_label__icontains=words) | Q(action__icontains=words))
        if asked.get("by"):
            entries = entries.filter(by=asked["by"])
        if asked.get("action"):
            entries = entries.filter(action=asked["action"])
        if asked.get("since"):
            entries = entries.filter(at__date__gte=asked["since"])
        if asked.get("until"):
            entries = entries.filter(at__date__lte=asked["until"])
        return entries
