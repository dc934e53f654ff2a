"""So much a minute of what costs the portal most, or invites guessing: from one account, or one address."""

from functools import wraps
from time import time

from django.core.cache import cache
from django.shortcuts import render
from redis import RedisError

from wardportal import whereabouts

MINUTE = 60


def limited(name, most, *, methods=("GET", "POST")):
    """Decorator of a view: 429 for who asks it more than `most` times in a minute."""

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            if request.method in methods and _count(name, request) > most:
                return _too_many(request)
            return view(request, *args, **kwargs)

        return answer

    return decorate


class UploadLimit:
    """Middleware: 429 for who sends files, to whichever page, more than `MOST` times in a minute."""

    MOST = 60

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # The files are read here at the latest; the check against forged requests has read them before.
        if request.method == "POST" and request.FILES and _count("uploads", request) > self.MOST:
            return _too_many(request)
        return None


def _too_many(request):
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(MINUTE)
    return response


def _count(name, request) -> int:
    """How often in this minute, this time included; a cache that is away, or full, stops nobody."""
    who = request.user.pk if request.user.is_authenticated else whereabouts.address_of(request)
    key = f"limit:{name}:{who}:{int(time() // MINUTE)}"
    try:
        cache.add(key, 0, timeout=2 * MINUTE)
        return cache.incr(key)
    except (RedisError, OSError, ValueError):
        return 0
