from itertools import groupby

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from meetings.models import Meeting
from organizations.forms import AuditFilterForm
from organizations.models import AuditEntry
from organizations.permissions import Permission, require
from reports.quarterly import issued_plans
from reports.sending import sendings
from wardportal import dates
from wardportal.actions import actions_of
from wardportal.search import SearchForm

ACTIONS_SHOWN = 10
PLANS_SHOWN = 3
PAGE_SIZE = 30


@require_safe
def start(request):
    user, today = request.user, dates.today()
    actions = actions_of(user)
    quarter = dates.Period.containing(today, dates.PeriodKind.QUARTER)
    week = Meeting.objects.visible_to(user).in_week_of(today)
    context = {
        "actions": actions if "tat-ca" in request.GET else actions[:ACTIONS_SHOWN],
        "action_count": len(actions),
        "quarter": quarter,
        "sendings": _sendings(user, quarter),
        "week": [(day, list(meetings)) for day, meetings in groupby(week, key=lambda it: it.held_on)],
    }
    return render(request, "start.html", context)


def _sendings(user, quarter):
    """Which neighbourhoods have sent the quarter's progress, for the newest open plans, the oldest first."""
    plans = issued_plans().visible_to(user).open().order_by("-document__issued_on", "-pk")
    newest = [plan for plan in plans if plan.is_reported_in(quarter)][:PLANS_SHOWN]
    return sendings(newest[::-1], quarter)


@require_safe
def search(request):
    form = SearchForm(request.GET)
    form.is_valid()
    groups = form.groups(request.user, request.GET.get("trang"))
    context = {
        "form": form,
        "words": form.words,
        "groups": groups,
        "is_one_group": bool(form.cleaned_data.get("nhom")),
        "total": sum(group.count for group in groups),
    }
    return render(request, "search.html", context)


# The page on which a change in the log can be looked at.
TARGET_PAGES = {
    "organizations.unit": "organizations:unit_detail",
    "plans.task": "plans:task_detail",
    "plans.assignment": "plans:assignment_detail",
    "activities.difficulty": "activities:difficulty_detail",
    "meetings.conclusion": "meetings:conclusion_detail",
}


@require_safe
def audit_log(request):
    require(request.user, Permission.AUDIT_READ)
    form = AuditFilterForm(request.GET, user=request.user)
    entries = form.filter(AuditEntry.objects.visible_to(request.user).for_list())
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "filter_form": form,
        "page": page,
        "entries": [(entry, _target_url(entry)) for entry in page],
    }
    return render(request, "audit_log.html", context)


def _target_url(entry):
    name = TARGET_PAGES.get(entry.target_type)
    return reverse(name, args=[entry.target_id]) if name else ""
