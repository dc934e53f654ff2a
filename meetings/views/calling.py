"""Before a meeting: called, changed, put off; its agenda; who is called and what they answer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from meetings.forms.calling import AgendaItemForm, CancelForm, GuestForm, InviteForm, MeetingForm, ReplyForm
from meetings.models import AgendaItem, Attendance, Meeting, PublishedWeek, open_matters
from organizations.models import AuditEntry
from organizations.permissions import Permission, require, require_somewhere
from wardportal.editing import conflict_page, refusals_in, refusals_told


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request):
    require_somewhere(request.user, Permission.MEETING_CALL)
    form = MeetingForm(
        request.POST or None, instance=Meeting(locality=request.user.locality), user=request.user
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            meeting = form.save(by=request.user)
            _tell_clashes(request, meeting)
            messages.success(request, "Đã lập hội nghị. Tiếp theo: mời người dự, xem lại chương trình.")
            return redirect(meeting)
    return render(request, "meetings/meeting_form.html", {"form": form, "title": "Lập hội nghị"})


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request, pk):
    meeting = called_by(request.user, pk)
    form = MeetingForm(request.POST or None, instance=meeting, user=request.user)
    page = {"title": "Sửa hội nghị", "back_url": meeting.get_absolute_url()}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if form.claim():
                form.save(by=request.user)
                _tell_clashes(request, meeting)
                messages.success(request, "Đã lưu hội nghị.")
                return redirect(meeting)
        if form.is_valid():
            return conflict_page(
                request,
                form,
                saved=AuditEntry.objects.last_of(meeting),
                fields_template="meetings/_meeting_fields.html",
                **page,
            )
    return render(request, "meetings/meeting_form.html", {"form": form, **page})


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request, pk):
    meeting = called_by(request.user, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            meeting.cancel(by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, "Đã hoãn hội nghị. Hãy báo cho người được mời.")
            return redirect(meeting)
    return render(request, "meetings/meeting_cancel.html", {"form": form, "meeting": meeting})


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_edit(request, pk):
    """The items one below the other, with a line for one more."""
    meeting = called_by(request.user, pk)
    form = AgendaItemForm(request.POST or None, instance=AgendaItem(meeting=meeting))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.instance.write(by=request.user)
            messages.success(request, "Đã thêm nội dung.")
            return redirect("meetings:agenda_edit", meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "items": meeting.agenda.select_related("difficulty", "carried_over"),
        "waiting": open_matters.waiting(meeting),
    }
    return render(request, "meetings/agenda_edit.html", context)


@require_POST
def agenda_gather(request, pk):
    """Put on the agenda what is still open of before."""
    meeting = called_by(request.user, pk)
    with refusals_told(request):
        count = open_matters.gather(meeting, by=request.user)
        messages.success(request, f"Đã đưa {count} việc chưa xong vào chương trình.")
    return redirect("meetings:agenda_edit", meeting.pk)


@require_POST
def agenda_change(request, pk):
    """Move an item up or down, or take it out: the button's `viec` says which."""
    item = get_object_or_404(AgendaItem.objects.select_related("meeting__host_unit"), pk=pk)
    meeting = called_by(request.user, item.meeting_id)
    with refusals_told(request):
        if request.POST.get("viec") == "bo":
            item.remove(by=request.user)
        else:
            item.move(by=request.user, is_up=request.POST.get("viec") == "len")
    return redirect("meetings:agenda_edit", meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def invitee_list(request, pk):
    """Who is called, and whom else to call: by post, by unit, or guests by name."""
    meeting = called_by(request.user, pk)
    is_guest = "them-khach" in request.POST
    data = request.POST if request.POST and not is_guest else None
    form = InviteForm(data, meeting=meeting, user=request.user)
    guest_form = GuestForm(request.POST if is_guest else None)
    asked = guest_form if is_guest else form
    if request.method == "POST" and asked.is_valid():
        with refusals_in(asked):
            told = asked.save(meeting, by=request.user)
            if asked is form:
                _tell_clashes(request, meeting)
            messages.success(request, told)
            return redirect("meetings:invitee_list", meeting.pk)
    context = {
        "meeting": meeting,
        "form": form,
        "guest_form": guest_form,
        "invitees": meeting.attendances.for_page().order_by("order", "pk"),
        "before": meeting.before(),
    }
    return render(request, "meetings/invitee_list.html", context)


@require_POST
def invitee_repeat(request, pk):
    """Call whom the meeting before called, each once."""
    meeting = called_by(request.user, pk)
    before = meeting.before()
    with refusals_told(request):
        count = Attendance.invite_like(meeting, before, by=request.user) if before else 0
        messages.success(request, f"Đã thêm {count} người vào danh sách mời.")
    return redirect("meetings:invitee_list", meeting.pk)


@require_POST
def invitee_drop(request, pk):
    invitee = get_object_or_404(Attendance, pk=pk)
    meeting = called_by(request.user, invitee.meeting_id)
    with refusals_told(request):
        invitee.drop(by=request.user)
    return redirect("meetings:invitee_list", meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_reply(request, pk):
    """One's own answer to an invitation; nobody else's."""
    mine = Attendance.objects.filter(person__isnull=False, person_id=request.user.person_id)
    invitee = get_object_or_404(mine.select_related("meeting", "unit"), pk=pk)
    initial = {
        "reply": invitee.reply,
        "reason": invitee.reason,
        "substitute_name": invitee.substitute_name,
    }
    form = ReplyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            invitee.answer(by=request.user, **form.cleaned_data)
            messages.success(request, "Đã trả lời giấy mời.")
            return redirect(invitee.meeting)
    context = {
        "form": form,
        "invitee": invitee,
        "published_week": PublishedWeek.objects.of(request.user.locality_id, invitee.meeting.held_on),
    }
    return render(request, "meetings/invitation_reply.html", context)


def called_by(user, pk):
    """The meeting, for who may call and run it: 404 where it is not seen, 403 where it is another's."""
    meetings = Meeting.objects.visible_to(user).select_related(
        "host_unit__neighbourhood", "kind", "chair_person", "minute_taker_person"
    )
    meeting = get_object_or_404(meetings, pk=pk)
    if not runs(user, meeting):
        require(user, Permission.MEETING_CALL, meeting.host_unit)
    return meeting


def runs(user, meeting) -> bool:
    """Whether `user` takes the minutes or the chair of it, whatever their post allows elsewhere."""
    own = (meeting.minute_taker_person_id, meeting.chair_person_id)
    return user.person_id is not None and user.person_id in own


def _tell_clashes(request, meeting):
    for sentence in meeting.clashes():
        messages.warning(request, f"Trùng lịch: {sentence}")
