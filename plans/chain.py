"""The chain of work as the chain.html partial shows it: one click up, one click down."""

from datetime import date

from django.utils.text import capfirst

from documents.models import Document, DocumentLink
from wardportal import dates
from wardportal.addresses import address
from wardportal.dates import Period, PeriodKind


def link(label, url="", *, hint="", is_here=False):
    return {"label": label, "url": url, "hint": hint, "is_here": is_here}


def abreast(links):
    """One step for what stands side by side ("19-KH/ĐU và 25-KH/ĐU"); a single link stays as it is."""
    if len(links) < 2:
        return links
    return [{**link("", hint=links[0]["hint"]), "parts": links}]


def meeting_label(meeting):
    return f"{meeting.kind_name} {dates.short_date(meeting.held_on)}"


def to_meeting(meeting, *, hint="Hội nghị"):
    return link(meeting_label(meeting), meeting.get_absolute_url(), hint=hint)


def solutions(count):
    """Down to the adopted solutions on the same page; nothing where there is none."""
    return [link(f"{count} giải pháp", "#giai-phap", hint="Đã thống nhất")] if count else []


def solution(conclusion, *, hint="Đã thống nhất"):
    return link(f"Giải pháp {conclusion.order}", conclusion.get_absolute_url(), hint=hint)


def to_plans(plans, user):
    """The superior papers that the plans make concrete, as far as `user` may read them; then the plans."""
    ties = DocumentLink.objects.filter(
        source__plan__in=plans,
        kind=DocumentLink.Kind.IMPLEMENTS,
        target__in=Document.objects.visible_to(user),
    )
    return _below(ties.with_names().order_by("pk"), plans)


def _below(ties, plans):
    papers = dict.fromkeys(tie.target for tie in sorted(ties, key=_by_target))
    above = [link(it.code, it.get_absolute_url(), hint=str(it.doc_type)) for it in papers]
    own = [link(_code(it.document), it.get_absolute_url(), hint=str(it.document.doc_type)) for it in plans]
    return [*abreast(above), *abreast(own)]


def _by_target(tie):
    return tie.target.issued_on or date.max, tie.target_id


def _code(paper):
    return paper.code if paper.is_numbered else "dự thảo"


def to_plan(plan, user):
    """Down to the plan; nothing for a task that hangs on none."""
    return to_plans([plan], user) if plan else []


def of_plan(plan, *, ties, tasks, meetings):
    """From the superior's programme to the quarter's report, on the page of the plan itself.

    `ties`: the links of its paper to papers that may be read.
    """
    concrete = [tie for tie in ties if tie.kind == DocumentLink.Kind.IMPLEMENTS]
    return [
        *here(_below(concrete, [plan])),
        link(f"{len(tasks)} nhiệm vụ", "#nhiem-vu", hint="Nhiệm vụ"),
        *(to_meeting(meeting) for meeting in meetings[:1]),
        *solutions(sum(len(meeting.conclusions.all()) for meeting in meetings)),
        *to_report(plan),
    ]


def of_tasks(tasks):
    """Down to the task that carries out a solution; where there are several, to their list on the page."""
    if len(tasks) == 1:
        return [link(tasks[0].lead_unit.short_name, tasks[0].get_absolute_url(), hint="Nhiệm vụ")]
    return [link(f"{len(tasks)} nhiệm vụ", "#nhiem-vu", hint="Nhiệm vụ")] if tasks else []


def to_task(task, user):
    """Down to the task: from its plan, and from the adopted solutions it carries out."""
    conclusions = task.conclusions.visible_to(user).select_related("meeting").order_by("meeting", "order")
    return [
        *to_plan(task.plan, user),
        *abreast([solution(found, hint=meeting_label(found.meeting)) for found in conclusions]),
        link("Nhiệm vụ", task.get_absolute_url()),
    ]


def to_assignment(assignment, user, *, page=""):
    """Down to what one unit was given, or to the `page` below it that one is on."""
    unit = link(assignment.unit.short_name, assignment.get_absolute_url(), hint="Được giao")
    return here([*to_task(assignment.task, user), unit, *([link(page)] if page else [])])


def to_report(plan):
    """The report of the quarter we are in; nothing for a draft or a plan that is not carried out now."""
    period = Period.containing(dates.today(), PeriodKind.QUARTER)
    if plan is None or not plan.is_reported_in(period):
        return []
    url = address("reports:plan_report", period.slug, plan.pk)
    return [link(capfirst(period.label), url, hint="Báo cáo")]


def to_reports(plans, day):
    """The reports of the quarter around `day`; nothing of no plan, or before that quarter begins."""
    period = Period.containing(day, PeriodKind.QUARTER)
    if not plans or period.starts_on > dates.today():
        return []
    url = address("reports:period_detail", period.slug)
    return [link(capfirst(period.label), url, hint="Báo cáo")]


def here(links):
    """The same links, of which the last is the page one is on."""
    return [*links[:-1], {**links[-1], "is_here": True}]
