"""The minutes once they are written: read, signed by two in their own accounts, locked, added to."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from documents import content
from meetings import papers
from meetings.forms.minutes import AddendumForm, ReturnForm
from meetings.models import Addendum, Meeting, Minutes
from meetings.views.calling import runs
from organizations.permissions import Permission, can, require
from wardportal.editing import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_read(request, pk):
    """The minutes to read; signs, sends back or adds, as the button that was pressed says (`viec`)."""
    user = request.user
    meetings = Meeting.objects.visible_to(user).select_related(
        "host_unit__neighbourhood", "kind", "chair_person", "minute_taker_person"
    )
    meeting = get_object_or_404(meetings, pk=pk)
    may_add = can(user, Permission.MEETING_CALL, meeting.host_unit) or runs(user, meeting)
    if not may_add:
        require(user, Permission.MEETING_CALL, meeting.host_unit)
    minutes, _ = Minutes.objects.select_related("document").get_or_create(meeting=meeting)
    missing = papers.missing(meeting)
    asked = request.POST.get("viec")
    return_form = ReturnForm(request.POST if asked == "tra-lai" else None)
    addendum_form = AddendumForm(request.POST if asked == "bo-sung" else None)
    sign_form = ReturnForm(request.POST if asked == "ky" else None, needs_reason=False)
    if request.method == "POST":
        form, act, words = {
            "ky": (sign_form, lambda: _sign(minutes, user, missing), "Đã ký biên bản."),
            "tra-lai": (
                return_form,
                lambda: minutes.send_back(by=user, reason=return_form.cleaned_data["reason"]),
                "Đã trả lại; người ghi biên bản sửa rồi ký lại.",
            ),
            "bo-sung": (
                addendum_form,
                lambda: Addendum(minutes=minutes, text=addendum_form.cleaned_data["text"]).add(by=user),
                "Đã ghi bổ sung. Biên bản đã ký giữ nguyên.",
            ),
        }.get(asked, (sign_form, None, ""))
        if act and form.is_valid():
            with refusals_in(form):
                act()
                messages.success(request, words)
                return redirect("meetings:minutes_read", meeting.pk)
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "body": content.to_html(content.parse(minutes.signed_body or papers.minutes_body(meeting))),
        "missing": missing,
        "awaits_me": minutes.awaits(user),
        "may_write": not minutes.is_signed,
        "may_make": can(user, Permission.DOCUMENT_DRAFT, meeting.host_unit),
        "sign_form": sign_form,
        "return_form": return_form,
        "addendum_form": addendum_form,
        "addenda": minutes.addenda.select_related("added_by__person"),
    }
    return render(request, "meetings/minutes_read.html", context)


def _sign(minutes, user, missing):
    minutes.sign(by=user, missing=missing, body=papers.minutes_body(minutes.meeting))
