"""Photos beside the notes of a meeting: brought, looked at, taken away."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.forms.photos import PhotosForm
from meetings.views.calling import called_by
from plans.views.evidence import jpeg_answer
from wardportal.editing import refusals_in, refusals_told


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_photos(request, pk):
    meeting = called_by(request.user, pk)
    is_sent = request.method == "POST"
    form = PhotosForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        with refusals_in(form):
            count = form.save(meeting, by=request.user)
            messages.success(request, f"Đã kèm {count} ảnh.")
            return redirect("meetings:minutes_photos", meeting.pk)
    minutes = getattr(meeting, "minutes", None)
    context = {
        "meeting": meeting,
        "form": form,
        "photos": meeting.photos.all(),
        "is_open": not (minutes and minutes.is_signed),
    }
    return render(request, "meetings/minutes_photos.html", context)


@require_POST
def minutes_photo_remove(request, pk, key):
    meeting = called_by(request.user, pk)
    photo = get_object_or_404(meeting.photos, key=key)
    with refusals_told(request):
        photo.remove(by=request.user)
        messages.success(request, "Đã bỏ ảnh.")
    return redirect("meetings:minutes_photos", meeting.pk)


@require_safe
@cache_control(private=True, max_age=86400)
def minutes_photo(request, pk, key):
    return jpeg_answer(get_object_or_404(called_by(request.user, pk).photos, key=key).file)


@require_safe
@cache_control(private=True, max_age=86400)
def minutes_thumbnail(request, pk, key):
    return jpeg_answer(get_object_or_404(called_by(request.user, pk).photos, key=key).thumbnail)
