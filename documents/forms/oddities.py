"""The reason asked for where a number or its day is unusual."""

from django import forms


class OddityForm(forms.Form):
    """For a form that gives a paper its number: `oddities` are the sentences for the page.

    The reason counts for what was shown beside it: another slip made meanwhile is asked about anew.
    """

    odd_reason = forms.CharField(
        label="Lý do",
        max_length=300,
        required=False,
        help_text="Lý do được ghi vào nhật ký của văn bản.",
    )
    odd_seen = forms.CharField(required=False, widget=forms.HiddenInput)
    oddities = ()

    def ask_about(self, oddities):
        """Show these sentences, with an error unless they were shown before and the reason is given."""
        self.oddities = tuple(oddities)
        if not oddities:
            return
        was_seen = self.cleaned_data.get("odd_seen") == self.shown
        if not was_seen or not self.cleaned_data.get("odd_reason"):
            self.add_error("odd_reason", "Hãy xem lại số và ngày; nếu đúng như vậy thì ghi lý do.")

    @property
    def shown(self) -> str:
        return " ".join(self.oddities)
