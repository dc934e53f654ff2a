from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from meetings import attendance, papers
from meetings.forms.meetings import MeetingCompletionForm, MeetingFilterForm
from meetings.models import Meeting, PublishedWeek
from meetings.views.calling import runs
from organizations import completing
from organizations.permissions import Permission, can, can_somewhere, require
from plans import chain

PAGE_SIZE = 30


@require_safe
def meeting_list(request):
    form = MeetingFilterForm(request.GET, user=request.user)
    meetings = form.filter(Meeting.objects.visible_to(request.user).for_list())
    page = Paginator(meetings, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "filter_form": form,
        "page": page,
        "may_call": can_somewhere(request.user, Permission.MEETING_CALL),
    }
    return render(request, "meetings/meeting_list.html", context)


@require_safe
def meeting_detail(request, pk):
    user = request.user
    meetings = Meeting.objects.visible_to(user).select_related(
        "host_unit__neighbourhood", "chair_person", "invitation", "notice", "series"
    )
    meeting = get_object_or_404(meetings, pk=pk)
    may_run = can(user, Permission.MEETING_CALL, meeting.host_unit) or runs(user, meeting)
    plans = reviewed_plans(meeting, user)
    conclusions = list(meeting.conclusions.for_list())
    context = {
        "meeting": meeting,
        "plans": plans,
        "chain": _chain(meeting, plans, conclusions, user),
        **_who_came(meeting, user),
        "agenda": meeting.agenda.select_related("difficulty", "carried_over"),
        "may_run": may_run,
        "may_edit_news": can(user, Permission.NEWS_EDIT),
        "zalo_words": papers.zalo_words(meeting, request.build_absolute_uri()),
        "clashes": meeting.clashes() if may_run and not meeting.is_over else [],
        "published_week": PublishedWeek.objects.of(user.locality_id, meeting.held_on),
        "proposals": meeting.proposals.for_page(user),
        "conclusions": conclusions,
        "may_assign": can_somewhere(user, Permission.CONCLUSION_ASSIGN),
        "may_complete": can(user, Permission.RECORD_COMPLETE, meeting.host_unit),
    }
    return render(request, "meetings/meeting_detail.html", context)


def _chain(meeting, plans, conclusions, user):
    """From the plans it reviewed to the reports of its quarter."""
    return [
        *chain.here([*chain.to_plans(plans, user), chain.to_meeting(meeting)]),
        *chain.solutions(len(conclusions)),
        *chain.to_reports(plans, meeting.held_on),
    ]


def _who_came(meeting, user):
    """Who was called and came, and the invitations that `user` may still answer."""
    attendances = list(meeting.attendances.for_page())
    own = [it for it in attendances if it.person_id and it.person_id == user.person_id]
    return {
        "groups": attendance.by_unit(attendances),
        "counts": attendance.counts(attendances),
        "attendance_count": len(attendances),
        "own_invitations": []
        if runs(user, meeting)
        else [it for it in own if it.presence == it.Presence.EXPECTED],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_complete(request, pk):
    meetings = Meeting.objects.visible_to(request.user).select_related("host_unit")
    meeting = get_object_or_404(meetings, pk=pk)
    require(request.user, Permission.RECORD_COMPLETE, meeting.host_unit)
    form = MeetingCompletionForm(request.POST or None, instance=meeting)
    page = {"eyebrow": "Bổ sung hội nghị", "title": meeting.title, "back_url": meeting.get_absolute_url()}
    return completing.answer(request, form, **page)


def reviewed_plans(meeting, user):
    """The plans that the meeting reviewed, as far as `user` may see them; drafts last."""
    plans = meeting.plans.visible_to(user).for_list()
    return list(plans.order_by(F("document__issued_on").asc(nulls_last=True), "pk"))
