from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from activities.models import Movement
from documents.models import RenderJob
from documents.ordering import Face
from documents.views.jobs import file_response, is_only_a_look, see_other
from organizations.permissions import Permission, can, require
from plans import chain
from plans.models import Plan
from reports import paper, set_orders
from reports.activity_rows import activity_rows
from reports.models import Round, SuperiorWorkbook
from reports.movements import movement_result
from reports.quarterly import issued_plans, plan_quarter, quarters
from reports.sending import PlanSending, sendings
from reports.wording import quoted
from wardportal import dates
from wardportal.dates import Period, PeriodKind
from wardportal.limits import limited


@require_safe
def report_list(request):
    plans = list(_plans(request.user))
    current = Period.containing(dates.today(), PeriodKind.QUARTER)
    since = min((plan.starts_on for plan in plans), default=dates.today())
    context = {
        "current": current,
        "rows": _sendings(_within(plans, current), current, request.user),
        "can_order": can(request.user, Permission.REPORT_ORDER),
        "earlier": [(period, len(_within(plans, period))) for period in quarters(since, current)],
        "jobs": RenderJob.objects.visible_to(request.user).for_list()[:5],
    }
    return render(request, "reports/report_list.html", context)


@require_safe
def period_detail(request, period):
    period = period_or_404(period)
    plans = _within(list(_plans(request.user)), period)
    context = {
        "period": period,
        "heading": f"Báo cáo {period.label}",
        "lead": f"Từ ngày {dates.short_date(period.starts_on)} đến ngày {dates.short_date(period.ends_on)}.",
        "rows": _sendings(plans, period, request.user),
        "can_order": can(request.user, Permission.REPORT_ORDER),
        "rounds": Round.objects.visible_to(request.user).opened().of_period(period).for_list().with_counts(),
        "may_bind": can(request.user, Permission.REPORT_READ),
        "workbooks": _workbooks(request.user, period),
        "movements": _movements(request.user),
        "activities": activity_rows(request.user.locality, period),
    }
    return render(request, "reports/period_detail.html", context)


def _workbooks(user, period):
    """Superiors' workbooks of such a period, for who may have them filled."""
    if not can(user, Permission.REPORT_ORDER):
        return []
    return SuperiorWorkbook.objects.visible_to(user).filter(period_kind=period.kind).for_list()


@require_http_methods(["GET", "HEAD", "POST"])
@limited("orders", 20, methods=("POST",))
def set_order(request, period, binding):
    """Order the whole set of a period; who comes by GET is led to the period."""
    period = period_or_404(period)
    if request.method != "POST":
        return redirect("reports:period_detail", period.slug)
    require(request.user, Permission.REPORT_READ)
    try:
        return redirect(set_orders.order(request.user.locality, period, by=request.user, binding=binding))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("reports:period_detail", period.slug)


def _movements(user):
    return Movement.objects.visible_to(user).order_by("name", "pk")


@require_safe
def movement_report(request, period, pk):
    period = period_or_404(period)
    movement = get_object_or_404(_movements(request.user).prefetch_related("items", "plans"), pk=pk)
    context = {
        "period": period,
        "movement": movement,
        "result": movement_result(movement, period),
        "plans": movement.plans.visible_to(request.user).for_list(),
    }
    return render(request, "reports/movement_report.html", context)


@require_safe
def plan_report(request, period, plan_pk):
    period = period_or_404(period)
    plan = _plan_or_404(request.user, period, plan_pk)
    quarter = plan_quarter(plan, period)
    job = _newest_jobs(request.user, [request.path]).get(request.path)
    context = {
        "plan": plan,
        "quarter": quarter,
        "heading": f"Báo cáo {period.label} về kết quả thực hiện {plan.document}",
        "lead": f"{quoted(plan.document.abstract)}. Số liệu đến ngày {dates.short_date(quarter.as_of)}.",
        "blanks": paper.blanks(plan),
        "unsure_note": paper.unsure_note(plan),
        "links": _chain(plan, quarter, request.user),
        "chart": paper.chart(quarter),
        "job": job,
        "is_stale": bool(job) and job.state == RenderJob.State.DONE and paper.is_stale(job, plan, quarter),
        "can_order": can(request.user, Permission.REPORT_ORDER),
    }
    return render(request, "reports/plan_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("orders", 20, methods=("POST",))
def plan_report_order(request, period, plan_pk):
    """Order the paper; who comes by GET (back from signing in after the order) is led to the report."""
    period = period_or_404(period)
    plan = _plan_or_404(request.user, period, plan_pk)
    if request.method != "POST":
        return redirect("reports:plan_report", period.slug, plan.pk)
    require(request.user, Permission.REPORT_ORDER)
    try:
        job = paper.order(plan, period, by=request.user)
    except ValidationError as error:
        return _refused(request, error, plan, period)
    return redirect(job)


@require_safe
@cache_control(private=True)
def plan_report_file(request, period, plan_pk, face):
    """The PDF or Word file as it is today where it was rendered already, else an order and its job's page.

    Who only looks whether it is there (HEAD, a browser that fetches ahead) orders nothing.
    """
    period = period_or_404(period)
    plan = _plan_or_404(request.user, period, plan_pk)
    try:
        job = paper.finished(plan, period, face)
        answer = file_response(job, as_attachment=face == Face.DOCX) if job else None
        if answer is None and not is_only_a_look(request):
            require(request.user, Permission.REPORT_ORDER)
            answer = see_other(paper.order(plan, period, by=request.user, face=face))
    except ValidationError as error:
        return _refused(request, error, plan, period)
    return answer or see_other("reports:plan_report", period.slug, plan.pk)


def _refused(request, error, plan, period):
    messages.error(request, error.messages[0])
    return redirect("reports:plan_report", period.slug, plan.pk)


def period_or_404(slug) -> Period:
    try:
        period = Period.parse(slug)
    except ValueError as error:
        raise Http404(str(error)) from error
    if period.starts_on > dates.today():
        raise Http404(f"Kỳ {period.label} chưa đến.")
    return period


def _plans(user):
    return issued_plans().visible_to(user).order_by("document__issued_on", "pk")


def _within(plans, period):
    return [plan for plan in plans if plan.is_reported_in(period)]


def _plan_or_404(user, period, pk) -> Plan:
    plan = get_object_or_404(_plans(user), pk=pk)
    if not plan.is_reported_in(period):
        raise Http404("Kế hoạch này không thực hiện trong kỳ ấy.")
    return plan


def _sendings(plans, period, user) -> list[tuple[PlanSending, RenderJob | None]]:
    """Who has sent, plan by plan, each with the newest order of its report."""
    found = sendings(plans, period)
    jobs = _newest_jobs(user, [it.url for it in found])
    return [(it, jobs.get(it.url)) for it in found]


def _newest_jobs(user, urls) -> dict:
    jobs = (
        RenderJob.objects.visible_to(user).filter(source_url__in=urls, task_name=paper.TASK_NAME).order_by()
    )
    newest = jobs.values("source_url").annotate(newest=Max("pk")).values("newest")
    return {job.source_url: job for job in RenderJob.objects.filter(pk__in=newest)}


def _chain(plan, quarter, user) -> list[dict]:
    """From the superior's programme over the plan and its meetings to this report."""
    meetings = [
        chain.link(
            f"{meeting.kind} {dates.short_date(meeting.held_on)}",
            reverse("meetings:meeting_detail", args=[meeting.pk]),
            hint="Hội nghị",
        )
        for meeting in quarter.meetings
    ]
    report = chain.link(capfirst(quarter.period.label), hint="Báo cáo")
    return chain.here([*chain.to_plan(plan, user), *meetings, report])
