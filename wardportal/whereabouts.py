"""From where a request came and by which number the log knows it: kept while it is answered."""

import logging
import secrets
from contextvars import ContextVar

from django.conf import settings
from django.core.signals import request_finished
from django.dispatch import receiver

_address: ContextVar[str | None] = ContextVar("address", default=None)
_reference: ContextVar[str] = ContextVar("reference", default="-")


def address() -> str | None:
    """The network address of the request that is being answered; None outside of one."""
    return _address.get()


def reference() -> str:
    """The number that an error page names and each line of the log about its request; "-" outside of one."""
    return _reference.get()


def address_of(request) -> str | None:
    """The sender's address; behind a proxy the one that the nearest proxy saw, which nobody else can set."""
    if settings.IS_BEHIND_PROXY and (seen := request.headers.get("X-Forwarded-For", "")):
        return seen.split(",")[-1].strip() or None
    return request.META.get("REMOTE_ADDR") or None


def known(get_response):
    """Middleware: what is logged about a request says from where it came, and which one it was."""

    def answer(request):
        token = _address.set(address_of(request))
        # Until the answer has gone: Django's own line about a 404 is the last thing that is written.
        _reference.set(secrets.token_hex(4).upper())
        try:
            return get_response(request)
        finally:
            _address.reset(token)

    return answer


@receiver(request_finished)
def _forget(sender, **kwargs):
    _reference.set("-")


class ReferenceFilter(logging.Filter):
    """Each line of the log gets the number of its request."""

    def filter(self, record):
        record.reference = reference()
        return True
