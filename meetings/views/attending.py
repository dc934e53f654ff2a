"""On the day: who came, ticked one by one; the sheet to sign; checking oneself in at the door."""

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import attendance
from meetings.forms.attending import AttendanceForm
from meetings.models import CheckIn, Meeting
from meetings.views.calling import called_by
from wardportal.editing import refusals_in, refusals_told
from wardportal.limits import limited


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_edit(request, pk):
    meeting = called_by(request.user, pk)
    rows = list(meeting.attendances.for_page())
    form = AttendanceForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            count = form.save(by=request.user)
            messages.success(request, f"Đã điểm danh {count} người." if count else "Không có gì thay đổi.")
            return redirect("meetings:attendance_edit", meeting.pk)
    check_in = getattr(meeting, "check_in", None)
    context = {
        "meeting": meeting,
        "form": form,
        "groups": form.groups(),
        "counts": attendance.counts(rows),
        "check_in": check_in if check_in and check_in.is_open else None,
        "may_open": meeting.is_today,
    }
    return render(request, "meetings/attendance_edit.html", context)


@require_safe
def sign_in_sheet(request, pk):
    """The list to sign at the door, as a page to print."""
    meeting = called_by(request.user, pk)
    context = {"meeting": meeting, "groups": attendance.by_unit(meeting.attendances.for_page())}
    return render(request, "meetings/sign_in_sheet.html", context)


@require_POST
def check_in_switch(request, pk):
    """Open checking in at the door with a new secret address, or close it."""
    meeting = called_by(request.user, pk)
    with refusals_told(request):
        if request.POST.get("viec") == "dong":
            get_object_or_404(CheckIn, meeting=meeting).close(by=request.user)
        else:
            CheckIn.open_for(meeting, by=request.user)
            return redirect("meetings:check_in_sign", meeting.pk)
    return redirect("meetings:attendance_edit", meeting.pk)


@require_safe
def check_in_sign(request, pk):
    """The sign for the door: the code as large as the page."""
    meeting = called_by(request.user, pk)
    check_in = get_object_or_404(CheckIn, meeting=meeting)
    return render(request, "meetings/check_in_sign.html", {"meeting": meeting, "check_in": check_in})


@require_safe
def check_in_code(request, pk):
    """The code as an SVG picture."""
    meeting = called_by(request.user, pk)
    check_in = get_object_or_404(CheckIn, meeting=meeting)
    url = request.build_absolute_uri(reverse("meetings:check_in", args=[check_in.token]))
    picture = segno.make(url, error="m").svg_inline(scale=8, border=2)
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@limited("check-in", 60)
def check_in(request, token):
    """Where the code leads: one says that one is here, once, while it is open."""
    found = get_object_or_404(
        CheckIn.objects.select_related("meeting").filter(
            meeting__in=Meeting.objects.visible_to(request.user)
        ),
        token=token,
    )
    refusal = "" if found.is_open else "Đã hết giờ tự điểm danh. Hãy gặp người ghi biên bản để điểm danh."
    if request.method == "POST":
        try:
            found.take(request.user)
            messages.success(request, "Đã ghi: đồng chí có mặt.")
            return redirect(found.meeting)
        except ValidationError as error:
            refusal = " ".join(error.messages)
    return render(request, "meetings/check_in.html", {"meeting": found.meeting, "refusal": refusal})
