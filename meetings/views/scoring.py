"""What a meeting says of itself in figures, entered until its minutes are signed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from meetings import scoring
from meetings.forms.scoring import MeetingFiguresForm
from meetings.views.calling import called_by
from wardportal.editing import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_figures(request, pk):
    meeting = called_by(request.user, pk)
    if not meeting.kind.has_figures:
        raise Http404("Loại hội nghị này không ghi số liệu.")
    form = MeetingFiguresForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã lưu số liệu buổi sinh hoạt.")
            return redirect("meetings:minutes_read", meeting.pk)
    score = scoring.score_words(meeting.kind, meeting.self_scores) if meeting.self_scores else ""
    return render(
        request, "meetings/meeting_figures.html", {"meeting": meeting, "form": form, "score": score}
    )
