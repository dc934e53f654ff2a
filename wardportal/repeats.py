"""A form sent twice (a finger that trembles, a weak line, "Quay lại" and again) does its work once.

What tells a repeat from the same thing meant twice is the token of the page it was sent from: each page that
is shown has its own. What scripts send (autosave, minutes) has its own ways of being kept once.
"""

from hashlib import sha256
from time import monotonic, sleep

from django.contrib.messages import WARNING, get_messages
from django.core.cache import cache
from django.shortcuts import redirect
from redis import RedisError

KEPT_SECONDS = 60
# A second sending waits for the first one's answer, at most as long as a server may take for it.
WAIT_SECONDS, LOOK_EVERY_SECONDS = 20, 0.05
BEGUN = "…"


class Repeats:
    """Middleware: a repeat is led to where the first sending led; one that led nowhere is done again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not _is_page_form(request):
            return self.get_response(request)
        key = _key(request)
        try:
            is_first = cache.add(key, BEGUN, KEPT_SECONDS)
            led_to = None if is_first else _answer_of_the_first(key)
        except (RedisError, OSError):  # away, or full: as without this
            return self.get_response(request)
        return redirect(led_to) if led_to else self._done(request, key)

    def _done(self, request, key):
        led_to = None
        try:
            response = self.get_response(request)
            if response.status_code in (302, 303) and not _was_refused(request):
                led_to = response.url
        finally:
            _remember(key, led_to)
        return response


def _is_page_form(request) -> bool:
    return (
        request.method == "POST"
        and "text/html" in request.headers.get("Accept", "")
        and "X-Requested-With" not in request.headers
        and request.user.is_authenticated
        and "csrfmiddlewaretoken" in request.POST
    )


def _was_refused(request) -> bool:
    """Whether it was led back with a warning: what stood against it may be gone the next time."""
    queued = get_messages(request)._queued_messages  # noqa: SLF001 - reading them would take them away
    return any(message.level >= WARNING for message in queued)


def _key(request) -> str:
    sent = [sorted(request.POST.lists())]
    sent += [(name, file.name, file.size) for name, file in sorted(request.FILES.items())]
    told = repr((request.user.pk, request.get_full_path(), sent))
    return f"sent:{sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _answer_of_the_first(key) -> str | None:
    """Where it led; None once it is known to have led nowhere, or takes too long."""
    end = monotonic() + WAIT_SECONDS
    while (led_to := cache.get(key)) == BEGUN and monotonic() < end:
        sleep(LOOK_EVERY_SECONDS)
    return None if led_to == BEGUN else led_to


def _remember(key, led_to):
    try:
        if led_to:
            cache.set(key, led_to, KEPT_SECONDS)
        else:
            cache.delete(key)
    except (RedisError, OSError):
        pass
