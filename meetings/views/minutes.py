"""The minutes while they are written: a page that works without a line, and what its notes are sent to."""

import json
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meetings import notes
from meetings.forms.minutes import NoteForm
from meetings.views.calling import called_by
from organizations.models import Unit
from wardportal import dates
from wardportal.editing import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_write(request, pk):
    """The notes under the items of the agenda; without a script one form adds one note at a time."""
    meeting = called_by(request.user, pk)
    units = Unit.objects.visible_to(request.user).current().exclude(level__in=Unit.OUTSIDE).for_list()
    form = NoteForm(request.POST or None, meeting=meeting, units=units)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            return redirect("meetings:minutes_write", meeting.pk)
    minutes = getattr(meeting, "minutes", None)
    context = {
        "meeting": meeting,
        "form": form,
        "agenda": meeting.agenda.all(),
        "units": units,
        "due_picks": _due_picks(meeting.held_on),
        "people": meeting.attendances.for_page(),
        "notes": notes.of_meeting(meeting),
        "is_closed": meeting.is_cancelled or bool(minutes and minutes.is_signed),
    }
    return render(request, "meetings/minutes_write.html", context)


def _due_picks(day):
    """[(words, day)]: the dates a meeting mostly sets, so that nobody types them."""
    ends = [("hết tháng", dates.PeriodKind.MONTH), ("hết quý", dates.PeriodKind.QUARTER)]
    return [
        *((f"{days} ngày", day + timedelta(days=days)) for days in (7, 15)),
        *((words, dates.Period.containing(day, kind).ends_on) for words, kind in ends),
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_sync(request, pk):
    """Takes what a device noted, gives all notes as they are now, and the token for the next sending.

    Sent: {"changes": [note, …]}. Given: {"token", "notes", "saved", "conflicts", "refused"}; with 409 and
    {"words"} where the meeting takes no notes any more, with 400 where it is no list of notes.
    """
    meeting = called_by(request.user, pk)
    taken = notes.Taken()
    if request.method == "POST":
        try:
            sent = json.loads(request.body)["changes"][: notes.MOST_CHANGES]
            changes = [notes.Change.read(each) for each in sent]
        except (ValueError, KeyError, TypeError, AttributeError):
            return JsonResponse({"words": "Máy chủ không đọc được ghi chép. Hãy tải lại trang."}, status=400)
        try:
            taken = notes.take(meeting, changes, by=request.user)
        except ValidationError as refusal:
            return JsonResponse({"words": " ".join(refusal.messages)}, status=409)
    answer = {
        "token": get_token(request),
        "notes": notes.of_meeting(meeting),
        "saved": taken.saved,
        "conflicts": taken.conflicts,
        "refused": taken.refused,
    }
    return JsonResponse(answer)


@require_safe
def minutes_worker(request, pk):
    """The service worker of this page alone: its address is its scope."""
    page = reverse("meetings:minutes_write", args=[called_by(request.user, pk).pk])
    return render(request, "meetings/minutes-worker.js", {"page": page}, content_type="text/javascript")
