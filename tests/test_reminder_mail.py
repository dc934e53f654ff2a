"""Reminders by mail: to who wrote down an address, where the portal has a mail server."""

import socket
import threading

import pytest
from django.core import mail
from django.urls import reverse

from organizations import jobs
from organizations.models import Reminder, User
from tests.reading import text_of

ACCOUNT = reverse("organizations:account")


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_HOST, settings.PORTAL_URL = "mail.invalid", "https://portal.invalid"
    settings.DEFAULT_FROM_EMAIL = "cong@portal.invalid"


@pytest.fixture
def orders(monkeypatch):
    """[(address)] that were handed to the worker."""
    sent = []
    monkeypatch.setattr(
        "organizations.reminders.current_app.send_task", lambda name, args: sent.append((name, *args))
    )
    return sent


@pytest.mark.usefixtures("mail_server")
def test_everyone_writes_down_their_own_address(client_of, women_kp3):
    client = client_of(women_kp3)
    assert "Nhận lời đôn đốc qua thư" in text_of(client.get(ACCOUNT))
    wrong = text_of(client.post(ACCOUNT, {"email": "tuyet@"}))
    assert "Địa chỉ thư chưa đúng" in wrong
    assert 'value="tuyet@"' in wrong
    client.post(ACCOUNT, {"email": "tuyet@thu.invalid"})
    assert User.objects.get(pk=women_kp3.pk).email == "tuyet@thu.invalid"
    client.post(ACCOUNT, {"email": ""})
    assert User.objects.get(pk=women_kp3.pk).email == ""


def test_without_a_mail_server_nobody_is_asked_and_nothing_is_mailed(
    client_of, women_kp3, ward, officer, orders, django_capture_on_commit_callbacks
):
    assert "Nhận lời đôn đốc qua thư" not in text_of(client_of(women_kp3).get(ACCOUNT))
    User.objects.filter(pk=women_kp3.pk).update(email="tuyet@thu.invalid")
    with django_capture_on_commit_callbacks(execute=True):
        Reminder.send(ward.women_branches[3], by=officer, text="Nhờ gửi sớm.", link="/bao-cao/")
    assert orders == []


@pytest.mark.usefixtures("mail_server")
def test_a_reminder_goes_to_the_heads_of_its_unit_who_have_an_address(
    ward, officer, women_kp3, women_kp4, orders, django_capture_on_commit_callbacks
):
    User.objects.filter(pk__in=[women_kp3.pk, women_kp4.pk]).update(email="chung@thu.invalid")
    with django_capture_on_commit_callbacks(execute=True):
        reminder = Reminder.send(ward.women_branches[3], by=officer, text="Nhờ gửi sớm.", link="/bao-cao/")
    assert orders == [("organizations.jobs.mail_reminder", reminder.pk, "chung@thu.invalid")]

    jobs.mail_reminder(reminder.pk, "chung@thu.invalid")
    (message,) = mail.outbox
    assert message.to == ["chung@thu.invalid"]
    assert message.subject == f"Đôn đốc: {ward.women_branches[3].name}"
    assert "Nhờ gửi sớm." in message.body
    assert "https://portal.invalid/bao-cao/" in message.body
    # Whoever took the address away in the meantime gets nothing.
    User.objects.update(email="")
    jobs.mail_reminder(reminder.pk, "chung@thu.invalid")
    assert len(mail.outbox) == 1


def test_a_mail_server_that_hangs_up_is_tried_six_times(settings, ward, officer, women_kp3):
    User.objects.filter(pk=women_kp3.pk).update(email="tuyet@thu.invalid")
    reminder = Reminder.send(ward.women_branches[3], by=officer, text="Nhờ gửi sớm.", link="/bao-cao/")
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up():
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                calls.append(caller.close())

        threading.Thread(target=hang_up, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        result = jobs.mail_reminder.apply([reminder.pk, "tuyet@thu.invalid"])
    assert result.failed()
    assert len(calls) == 6
