"""What an error looks like: in Vietnamese, with what to do, and a number that is found in the log."""

import errno
import sys

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from wardportal import whereabouts
from wardportal.disk import is_full

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
AWAY = (InterfaceError, OperationalError)
SECONDS_TO_WAIT = 20


class Impossible:
    """Middleware: a number that no record can have (typed into an address by hand) is a bad request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        # SQLite says the one, PostgreSQL the other ("integer out of range").
        is_out_of_range = isinstance(exception, DataError) and "out of range" in str(exception)
        if isinstance(exception, OverflowError) or is_out_of_range:
            return bad_request(request, exception)
        return None


def bad_request(request, exception=None):
    """400; 413 where more was sent than is taken at once; 503 where the session found no database.

    Django takes a session that could not be written for one that was deleted.
    """
    if _is_away(exception):
        return server_error(request)
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def server_error(request):
    """500; 503 where the database or the store of files is away for a while, 507 where a disk is full.

    Without the database or the user, which may be what failed.
    """
    fault = sys.exception()
    status = 507 if is_full(fault) else 503 if _is_away(fault) else 500
    told = {
        "reference": whereabouts.reference(),
        "is_reading": request.method in {"GET", "HEAD"},
        "seconds": SECONDS_TO_WAIT,
    }
    response = HttpResponse(render_to_string(f"{status}.html", told), status=status)
    if status == 503:
        response["Retry-After"] = str(SECONDS_TO_WAIT)
    return response


def _is_away(fault) -> bool:
    """Whether it came from a server that did not answer, also where it was told as another fault."""
    if isinstance(fault, OSError) and fault.errno == errno.EHOSTDOWN:
        return True
    while fault is not None and not isinstance(fault, AWAY):
        fault = fault.__context__ if isinstance(fault, (SessionInterrupted, UpdateError)) else None
    return fault is not None
