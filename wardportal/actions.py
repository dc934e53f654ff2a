"""Việc cần xử lý: what one person must do now, each with the page where it is done."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import Truncator, capfirst

from activities.models import Difficulty, GuidanceReceipt, Recommendation
from documents.models import Document, RenderJob
from indicators.figures import unfilled
from indicators.periods import month_of, month_to_fill
from meetings.models import Attendance, Conclusion, Meeting, PublishedWeek
from organizations.kept import kept
from organizations.models import Unit
from organizations.permissions import Permission, Role, can, can_somewhere, own_units
from plans.models import OWN_WORK_ROLES, Assignment, Extension, Task
from reports.models import Filing, ReviewContribution, Round
from wardportal import dates
from wardportal.addresses import address
from wardportal.first_steps import first_steps

# More than anybody can do in a day; a list that long says "too much" just as well.
MOST = 200


@dataclass(frozen=True)
class Action:
    """One line of the start page, with the fields of _partials/todo.html."""

    title: str
    url: str
    action: str
    context: str = ""
    due_on: date | None = None
    due_text: str = ""
    is_main: bool = False
    # Where it stands among the others: what waits without a date waits today, what has a rhythm comes last.
    rank_on: date = date.max


def actions_of(user) -> list[Action]:
    """Everything that waits for `user`, the most urgent first; as many queries for much as for little."""
    powers = [(role, unit.pk) for role, unit in user.powers]
    found = [*kept("actions-1", user.locality_id, (user.pk, powers), lambda: _kept(user))]
    # No entry in the log tells that a job failed, nor that a guidance was read.
    found += [*_failed_jobs(user), *_guidance(user)]
    first, *others = sorted(found, key=lambda action: action.rank_on) or [None]
    return [replace(first, is_main=True), *others] if first else []


def _kept(user):
    found = [*_own_work(user), *_figures(user), *_difficulties(user), *_late_tasks(user)]
    found += [*_papers(user), *_results(user), *_extensions(user), *_replies(user)]
    found += [*_review_words(user), *_invitations(user), *_filings(user), *_filings_to_take_in(user)]
    found += _minutes(user)
    for title, context, action, url in first_steps(user):
        found.append(
            Action(title, url, action, context=context, due_text="Phường mới", rank_on=dates.today())
        )
    if _is_office(user):
        found += _unassigned_conclusions(user)
    return found


def _is_office(user):
    return any(role == Role.PARTY_OFFICE for role, _ in user.powers)


def _own_work(user):
    """Undone work of the units that `user` heads; work without a date is asked for once a quarter."""
    quarter = dates.Period.containing(dates.today(), dates.PeriodKind.QUARTER)
    assignments = Assignment.objects.visible_to(user).maybe_actionable(user).reported_in(quarter)
    for assignment in assignments.exclude(effective_due_on=None, is_reported=True)[:MOST]:
        task, due_on = assignment.task, assignment.effective_due_on
        yield Action(
            title=f"Bị trả lại: {task.title}" if assignment.return_reason else task.title,
            context=_joined(
                assignment.unit.short_name,
                task.plan.document.code if task.plan else "",
                _said(assignment, quarter),
            ),
            due_on=due_on,
            action="Báo tiến độ",
            url=address("activities:assignment_report", assignment.pk),
            rank_on=dates.today() if assignment.return_reason else due_on or date.max,
        )


def _said(assignment, quarter):
    """How far the unit is; of a rhythm what is asked for; of what came back the reason."""
    if assignment.return_reason:
        return f"“{Truncator(assignment.return_reason).chars(150)}”"
    said = f"{assignment.percent}%" if assignment.reported_on else "chưa báo lần nào"
    if assignment.effective_due_on is None:
        return f"{assignment.task.rhythm}, chưa báo trong {quarter}"
    if assignment.task.rhythm and assignment.due_on is None:
        return f"{assignment.task.rhythm}, {said}"
    return said


def _results(user):
    """What units call finished and `user` may accept or return."""
    if not can_somewhere(user, Permission.RESULT_ACCEPT):
        return
    waiting = Assignment.objects.visible_to(user).in_force().awaiting_acceptance().for_list()
    # The lines are three deep at most: no lead unit asks for its parents one by one.
    for assignment in waiting.select_related("task__lead_unit__parent__parent__parent")[:MOST]:
        task = assignment.task
        if can(user, Permission.RESULT_ACCEPT, task.lead_unit):
            yield Action(
                title=f"Xác nhận kết quả: {task.title}",
                context=_joined(
                    f"{assignment.unit.short_name} báo đã xong",
                    task.plan.document.code if task.plan else "",
                ),
                due_text=_waited(assignment.reported_on),
                action="Xem xét",
                url=address("plans:assignment_review", assignment.pk),
                rank_on=dates.today(),
            )


def _extensions(user):
    """Units that ask `user` for more time."""
    if not can_somewhere(user, Permission.EXTENSION_DECIDE):
        return
    asked = Extension.objects.visible_to(user).open().filter(assignment__in=Assignment.objects.in_force())
    for extension in asked.for_list().order_by("asked_on", "pk")[:MOST]:
        assignment = extension.assignment
        if can(user, Permission.EXTENSION_DECIDE, assignment.task.lead_unit):
            yield Action(
                title=f"{assignment.unit.short_name} xin gia hạn đến ngày "
                f"{dates.short_date(extension.new_due_on)}",
                context=_joined(assignment.task.title, f"“{Truncator(extension.reason).chars(150)}”"),
                due_text=_waited(extension.asked_on),
                action="Trả lời",
                url=address("plans:extension_decide", extension.pk),
                rank_on=dates.today(),
            )


def _figures(user):
    """Figures of the last month that the units which `user` heads have not entered; a query a unit."""
    period = month_to_fill()
    units = {unit.pk: unit for role, unit in user.powers if role in OWN_WORK_ROLES}
    awaited = Filing.objects.awaited().filter(unit__in=units, round__in=Round.objects.of_period(period))
    asked = set(awaited.values_list("unit_id", flat=True))
    for unit in units.values():
        count = unfilled(unit, month_of(period)).count() if can(user, Permission.FIGURE_ENTER, unit) else 0
        # Where the month's report is still to be sent, its figures are entered with it.
        if count and unit.pk not in asked:
            yield Action(
                title=f"Nhập số liệu {period.label}",
                context=_joined(unit.short_name, f"còn {count} chỉ số"),
                due_text="Hằng tháng",
                action="Nhập số liệu",
                url=address("indicators:unit_month", period.slug, unit.pk),
                rank_on=dates.today(),
            )


def _minutes(user):
    """Minutes that `user` takes and has not signed, where their kind says by when."""
    if user.person_id is None:
        return
    taken = (
        Meeting.objects.visible_to(user)
        .to_be_held()
        .filter(
            minute_taker_person=user.person_id,
            kind__report_within_days__isnull=False,
            starts_at__date__lte=dates.today(),
        )
    )
    unsigned = taken.exclude(minutes__taker_signed_at__isnull=False).select_related("kind")
    for meeting in unsigned.order_by("starts_at", "pk")[:MOST]:
        yield Action(
            title=f"Hoàn thành, ký biên bản: {meeting.title}",
            context=f"{meeting.kind_name} ngày {dates.short_date(meeting.held_on)}",
            due_on=meeting.minutes_due_on,
            action="Đọc, ký",
            url=address("meetings:minutes_read", meeting.pk),
            rank_on=meeting.minutes_due_on,
        )


def _filings(user):
    """Reports that the units which `user` heads have still to send."""
    own = [unit.pk for role, unit in user.powers if role in OWN_WORK_ROLES]
    for filing in Filing.objects.awaited().filter(unit__in=own).for_list()[:MOST]:
        is_returned = filing.state == Filing.State.RETURNED
        heading = filing.round.heading
        yield Action(
            title=f"Bị trả lại: {heading[:1].lower()}{heading[1:]}" if is_returned else heading,
            context=_joined(
                filing.unit.short_name,
                f"“{Truncator(filing.reason).chars(150)}”" if is_returned else "",
                "đang ghi dở" if filing.draft else "",
            ),
            due_on=filing.due_on,
            action="Sửa, gửi lại" if is_returned else "Ghi báo cáo",
            url=_filing_form(filing),
            rank_on=dates.today() if is_returned else filing.due_on,
        )


def _filing_form(filing):
    """Where a branch writes; a ward body first sees what others sent it."""
    if filing.unit.level == Unit.Level.NEIGHBOURHOOD:
        return address("reports:filing_write", filing.pk)
    return filing.get_absolute_url()


def _filings_to_take_in(user):
    """Reports that were sent to the units whose posts `user` holds, round by round."""
    own = own_units(user, Permission.REPORT_COLLECT)
    rounds = Round.objects.visible_to(user).collecting().filter(filings__receiver__in=own)
    waiting = Count("filings", filter=Q(filings__state=Filing.State.SUBMITTED, filings__receiver__in=own))
    for round_ in rounds.annotate(waiting=waiting).filter(waiting__gt=0).for_list()[:MOST]:
        yield Action(
            title=f"{round_.waiting} báo cáo chờ nhận: {round_}",
            due_text="Đã gửi",
            action="Xem, nhận",
            url=round_.get_absolute_url(),
            rank_on=dates.today(),
        )


def _review_words(user):
    """What the units that `user` heads have still to say for a review."""
    for contribution in ReviewContribution.objects.maybe_actionable(user)[:MOST]:
        review = contribution.review
        yield Action(
            title=f"Góp ý kiến cho {review.get_kind_display()} {review.plan_codes}",
            context=_joined(contribution.unit.short_name, capfirst(review.span_words)),
            due_on=review.words_due_on,
            action="Góp ý",
            url=contribution.get_absolute_url(),
            rank_on=review.words_due_on,
        )


def _difficulties(user):
    """What waits for the user's answer, the agenda of the next session, and answers to be judged."""
    yield from _to_answer(user)
    yield from _session(user)
    for difficulty in Difficulty.objects.visible_to(user).unconfirmed(user).for_list()[:MOST]:
        yield Action(
            title=f"Khó khăn đã có trả lời: {Truncator(difficulty.text).chars(150)}",
            context=_joined(difficulty.unit.short_name, f"“{Truncator(difficulty.answer).chars(150)}”"),
            due_text=f"Trả lời {dates.short_date(difficulty.answered_on)}",
            action="Đã gỡ xong chưa?",
            url=address("activities:difficulty_confirm", difficulty.pk),
            rank_on=dates.today(),
        )


def _session(user):
    """One line for all of the agenda, for who answers in the session; it leads to the session once called."""
    if not can(user, Permission.DIFFICULTY_ANSWER):
        return
    waiting = list(Difficulty.objects.visible_to(user).for_session()[:MOST])
    session = Meeting.objects.visible_to(user).next_session()
    if waiting:
        list_url = f"{address('activities:difficulty_list')}?state=session"
        yield Action(
            title=f"Phiên làm việc tới: {len(waiting)} khó khăn chờ Thường trực bàn",
            context=f"Chờ lâu nhất: {waiting[0].days_waited} ngày",
            due_text=f"Phiên {dates.short_date(session.held_on)}" if session else "Chờ phiên làm việc",
            action="Xem chương trình" if session else "Xem",
            url=f"{session.get_absolute_url()}#chuong-trinh" if session else list_url,
            rank_on=dates.today(),
        )


def _to_answer(user):
    for difficulty in Difficulty.objects.visible_to(user).awaiting(user).for_list()[:MOST]:
        yield Action(
            title=f"Trả lời khó khăn của {difficulty.unit.name}",
            context=f"“{Truncator(difficulty.text).chars(150)}”",
            due_text=capfirst(difficulty.waiting),
            action="Trả lời",
            url=address("activities:difficulty_answer", difficulty.pk),
            rank_on=dates.today(),
        )


def _guidance(user):
    for receipt in GuidanceReceipt.objects.not_received(user)[:MOST]:
        guidance = receipt.guidance
        yield Action(
            title=f"Định hướng {guidance.period}: {guidance.title}",
            context=_joined(guidance.issuer.name, receipt.unit.short_name),
            due_text=f"Gửi {dates.short_date(guidance.sent_on)}",
            action="Nhận" if receipt.read_at else "Xem và nhận",
            url=guidance.get_absolute_url(),
            rank_on=dates.today(),
        )


def _replies(user):
    """Recommendations of the own unit's supervisions whose reply is overdue."""
    for recommendation in Recommendation.objects.visible_to(user).overdue_for(user)[:MOST]:
        yield Action(
            title=f"Chưa có trả lời kiến nghị: {Truncator(recommendation.text).chars(150)}",
            context=_joined(recommendation.addressee, recommendation.supervision.title),
            due_on=recommendation.due_on,
            action="Ghi trả lời",
            url=address("activities:recommendation_reply", recommendation.pk),
            rank_on=recommendation.due_on,
        )


def _invitations(user):
    """Meetings to come to which `user` is called and has not answered; called under two posts, once."""
    called = Attendance.objects.unanswered(user).select_related("meeting", "unit")
    weeks = PublishedWeek.objects.filter(locality_id=user.locality_id, monday__gte=_this_monday())
    published = set(weeks.values_list("monday", flat=True))
    for one in {one.meeting_id: one for one in called[:MOST]}.values():
        meeting = one.meeting
        stands_for_letter = dates.monday_of(meeting.held_on) in published
        yield Action(
            title=f"Được mời dự: {meeting.title}",
            context=_joined(
                ", ".join(filter(None, [meeting.hour, dates.weekday_date(meeting.held_on)])),
                meeting.place,
                "lịch tuần đã công bố, thay giấy mời" if stands_for_letter else "",
            ),
            due_text=f"Họp ngày {dates.short_date(meeting.held_on)}",
            action="Trả lời",
            url=address("meetings:invitation_reply", one.pk),
            rank_on=meeting.held_on,
        )


def _this_monday():
    return dates.monday_of(dates.today())


def _failed_jobs(user):
    """The user's own orders that failed and that nobody ordered again since."""
    newer = RenderJob.objects.filter(
        locality=OuterRef("locality"), filename=OuterRef("filename"), pk__gt=OuterRef("pk")
    )
    failed = RenderJob.objects.visible_to(user).filter(state=RenderJob.State.FAILED, ordered_by=user)
    for job in failed.exclude(Exists(newer)).order_by("-pk")[:MOST]:
        yield Action(
            title=f"Chưa lập được: {job.title}",
            context=job.reason,
            due_text="Không thành",
            action="Xem và thử lại",
            url=job.get_absolute_url(),
            rank_on=dates.today(),
        )


def _papers(user):
    """Papers that wait to be issued by `user`, and those that came back to who submitted them."""
    if not can_somewhere(user, Permission.DOCUMENT_DRAFT):
        return
    state = Document.State
    waiting = Q(state=state.SUBMITTED) | Q(state=state.RETURNED, submitted_by=user)
    papers = Document.objects.visible_to(user).filter(waiting)
    # The lines are three deep at most: no issuer asks for its parents one by one.
    papers = papers.select_related("doc_type", "issuer__parent__parent__parent", "submitted_by__person")
    for paper in papers.order_by("submitted_at", "pk")[:MOST]:
        if paper.state == state.RETURNED:
            yield _returned(paper)
        elif can(user, Permission.DOCUMENT_ISSUE, paper.issuer):
            yield _awaiting_issue(paper)


def _awaiting_issue(paper):
    return Action(
        title=f"{paper.doc_type} chờ ban hành: {Truncator(paper.abstract).chars(150)}",
        context=_joined(paper.issuer.name, f"{paper.submitted_by} trình"),
        due_text=_waiting_since(paper.submitted_at),
        action="Xem và ban hành",
        url=paper.get_absolute_url(),
        rank_on=dates.today(),
    )


def _returned(paper):
    return Action(
        title=f"{paper.doc_type} bị trả lại: {Truncator(paper.abstract).chars(150)}",
        context=f"“{Truncator(paper.return_reason).chars(150)}”",
        due_text=_waiting_since(paper.returned_at),
        action="Xem và sửa",
        url=paper.get_absolute_url(),
        rank_on=dates.today(),
    )


def _waiting_since(moment):
    """Real days, also in the demo whose business day stands still."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    return f"Chờ {days} ngày" if days > 0 else "Hôm nay"


def _late_tasks(user):
    """Tasks with late units: all of the ward for the office, those of the own unit for who heads it."""
    tasks = Task.objects.visible_to(user).with_late()
    if not _is_office(user):
        headed = [unit.pk for role, unit in user.powers if role in OWN_WORK_ROLES]
        tasks = tasks.filter(lead_unit__in=headed)
    for task in tasks.select_related("lead_unit").with_plan()[:MOST]:
        yield Action(
            title=f"{task.late_count} đơn vị quá hạn: {task.title}",
            context=_joined(
                f"{task.lead_unit.short_name} chủ trì", task.plan.document.code if task.plan else ""
            ),
            due_on=task.late_since,
            action="Xem",
            url=task.get_absolute_url(),
            rank_on=task.late_since,
        )


def _unassigned_conclusions(user):
    conclusions = Conclusion.objects.visible_to(user).unassigned().select_related("meeting")
    for conclusion in conclusions.order_by("meeting__starts_at", "order", "pk")[:MOST]:
        meeting = conclusion.meeting
        yield Action(
            title=f"Giao nhiệm vụ từ giải pháp {conclusion.order}",
            context=f"{meeting.kind_name} {dates.short_date(meeting.held_on)}: “{conclusion.text}”",
            due_text=_waited(meeting.held_on),
            action="Giao nhiệm vụ",
            url=address("meetings:conclusion_assign", conclusion.pk),
            rank_on=dates.today(),
        )


def _waited(since):
    days = (dates.today() - since).days
    return f"Chờ {days} ngày" if days > 0 else "Hôm nay"


def _joined(*parts):
    return " · ".join(part for part in parts if part)
