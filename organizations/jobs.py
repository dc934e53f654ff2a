"""Reminders by mail, to those who wrote down an address of theirs; every night, what is kept no longer."""

from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from organizations import retention
from organizations.models import Locality, Reminder, User


@shared_task
def apply_retention() -> None:
    """Every night: what a ward keeps no longer goes."""
    for locality in Locality.objects.all():
        retention.apply(locality)
    retention.forget_old_sign_ins()


@shared_task(autoretry_for=(SMTPException, OSError), retry_backoff=60, max_retries=5)
def mail_reminder(reminder_id, address) -> None:
    """One message to one person; nobody learns the others' addresses.

    A mail server that is away is tried again, five times, a minute to half an hour apart.
    """
    reminder = (
        Reminder.objects.select_related("unit__locality", "sent_by__person").filter(pk=reminder_id).first()
    )
    if reminder is None or not User.objects.filter(email=address).exists():
        return  # wiped, or the address was taken away since
    text = f"{reminder.text}\n"
    if settings.PORTAL_URL:
        text += f"\nMở trên cổng: {settings.PORTAL_URL}{reminder.link}\n"
    text += f"\n{reminder.whose}, {reminder.unit.locality.name}.\n"
    text += "Không muốn nhận thư nữa: bỏ địa chỉ ở trang Tài khoản.\n"
    with get_connection() as connection:
        EmailMessage(
            f"Đôn đốc: {reminder.unit.name}",
            text,
            settings.DEFAULT_FROM_EMAIL,
            [address],
            connection=connection,
        ).send()
