"""What was refused is looked at again; what was done once is not (tests/browser/test_repeats.py)."""

from django.contrib.messages import get_messages
from django.urls import reverse


def test_a_form_led_back_with_a_warning_is_done_again(client_of, officer, seminar):
    client = client_of(officer)
    url = reverse("meetings:check_in_switch", args=[seminar.pk])

    def told():
        """What all answers so far have told, since no page was opened that shows it."""
        response = client.post(url, {"csrfmiddlewaretoken": "x", "viec": "mo"}, HTTP_ACCEPT="text/html")
        assert response.status_code == 302
        return [str(message) for message in get_messages(response.wsgi_request)]

    (refusal,) = told()
    assert told() == [refusal, refusal]
