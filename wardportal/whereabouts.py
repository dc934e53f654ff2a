"""From where a request came: kept while it is answered, so that the log can say it."""

from contextvars import ContextVar

from django.conf import settings

_address: ContextVar[str | None] = ContextVar("address", default=None)


def address() -> str | None:
    """The network address of the request that is being answered; None outside of one."""
    return _address.get()


def address_of(request) -> str | None:
    """The sender's address; behind a proxy the one that the nearest proxy saw, which nobody else can set."""
    if settings.IS_BEHIND_PROXY and (seen := request.headers.get("X-Forwarded-For", "")):
        return seen.split(",")[-1].strip() or None
    return request.META.get("REMOTE_ADDR") or None


def known(get_response):
    """Middleware: what is logged while a request is answered says from where it came."""

    def answer(request):
        token = _address.set(address_of(request))
        try:
            return get_response(request)
        finally:
            _address.reset(token)

    return answer
