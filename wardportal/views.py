from itertools import groupby
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from meetings import ics
from meetings.models import Meeting
from organizations.audit import record
from organizations.forms.audit import AuditFilterForm
from organizations.forms.units import FeedForm
from organizations.models import AuditEntry, BackupRun, FeedAddress, Reminder, SignIn
from organizations.permissions import Permission, can, require
from reports.quarterly import issued_plans
from reports.sending import sendings
from wardportal import dates, feeds
from wardportal.actions import actions_of
from wardportal.editing import refusals_in
from wardportal.limits import limited
from wardportal.search import SearchForm
from wardportal.sheets import Column, download, listing, url

ACTIONS_SHOWN = 10
PLANS_SHOWN = 3
REMINDERS_SHOWN = 5
PAGE_SIZE = 30
MOST_EXPORTED = 20_000
LOG_COLUMNS = [
    Column("Lúc", 18, lambda it: timezone.localtime(it.at)),
    Column("Người làm", 28, lambda it: it.by_label),
    Column("Từ địa chỉ", 16, lambda it: it.address or ""),
    Column("Việc", 26, lambda it: capfirst(it.action)),
    Column("Đối tượng", 50, lambda it: it.target_label),
    Column("Trước → sau", 70, lambda it: "; ".join(map(_change_words, it.changes))),
]


@require_safe
def start(request):
    user, today = request.user, dates.today()
    actions = actions_of(user)
    quarter = dates.Period.containing(today, dates.PeriodKind.QUARTER)
    week = Meeting.objects.visible_to(user).in_week_of(today)
    context = {
        "actions": actions if "tat-ca" in request.GET else actions[:ACTIONS_SHOWN],
        "action_count": len(actions),
        "reminders": Reminder.objects.awaiting(user)[:REMINDERS_SHOWN],
        "quarter": quarter,
        "sendings": _sendings(user, quarter),
        "backups": _backups(user),
        "week": [(day, list(meetings)) for day, meetings in groupby(week, key=lambda it: it.held_on)],
    }
    return render(request, "start.html", context)


def _backups(user):
    """For who answers for the machine: the last backup, and the last that succeeded; None for others."""
    if not can(user, Permission.ACCOUNT_MANAGE):
        return None
    last = BackupRun.objects.order_by("-began_at").first()
    return {"last": last, "good": BackupRun.last_good()}


def _sendings(user, quarter):
    """Which neighbourhoods have sent the quarter's progress, for the newest open plans, the oldest first."""
    plans = issued_plans().visible_to(user).open().reported_in(quarter)
    newest = plans.order_by("-document__issued_on", "-pk")[:PLANS_SHOWN]
    return sendings(list(newest)[::-1], quarter)


def csrf_failure(request, reason=""):
    """The form was too old: back to the page it came from, where the browser has kept what was typed."""
    referrer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()})
    page = urlsplit(referrer if is_ours else "")
    back_url = urlunsplit(("", "", page.path, page.query, ""))
    # "//elsewhere" would be another host.
    context = {"back_url": "" if back_url.startswith("//") else back_url}
    return render(request, "403_csrf.html", context, status=403)


@require_safe
@limited("search", 60)
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


@require_http_methods(["GET", "HEAD", "POST"])
def feed_list(request):
    """Địa chỉ lịch: the secret addresses of one's own, and another one."""
    user = request.user
    form = FeedForm(request.POST if request.method == "POST" else None, units=feeds.offered_units(user))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=user)
            messages.success(request, "Đã lập địa chỉ lịch. Chép địa chỉ rồi dán vào ứng dụng lịch.")
            return redirect("feed_list")
    addresses = [
        (address, request.build_absolute_uri(feeds.feed_path(address)))
        for address in FeedAddress.objects.of(user)
    ]
    return render(request, "feed_list.html", {"form": form, "addresses": addresses})


@require_POST
def feed_renew(request, pk):
    get_object_or_404(FeedAddress.objects.of(request.user), pk=pk).renew(by=request.user)
    messages.success(request, "Đã đổi địa chỉ. Địa chỉ cũ không dùng được nữa; hãy dán địa chỉ mới.")
    return redirect("feed_list")


@require_POST
def feed_revoke(request, pk):
    get_object_or_404(FeedAddress.objects.of(request.user), pk=pk).revoke(by=request.user)
    messages.success(request, "Đã bỏ địa chỉ lịch; không ai xem được ở địa chỉ ấy nữa.")
    return redirect("feed_list")


@login_not_required  # a calendar program cannot sign in: the secret in the address is the key
@conditional_page  # programs ask every few hours; mostly nothing has changed
@require_safe
@limited("feed", 30)
def feed(request, token):
    address = FeedAddress.objects.find(token)
    if address is None or not feeds.is_open(address):
        raise Http404
    content = feeds.calendar(address, request.build_absolute_uri("/").rstrip("/"))
    return HttpResponse(content, content_type=ics.CONTENT_TYPE, headers={"X-Robots-Tag": "noindex"})


# The page on which a change in the log can be looked at.
TARGET_PAGES = {
    "organizations.unit": "organizations:unit_detail",
    "organizations.person": "organizations:person_detail",
    "reports.round": "reports:round_detail",
    "reports.filing": "reports:filing_detail",
    "documents.document": "documents:document_detail",
    "meetings.meeting": "meetings:meeting_detail",
    "indicators.indicator": "indicators:indicator_edit",
    "plans.target": "plans:target_detail",
    "plans.task": "plans:task_detail",
    "plans.assignment": "plans:assignment_detail",
    "activities.difficulty": "activities:difficulty_detail",
    "activities.gathering": "activities:gathering_detail",
    "activities.guidance": "activities:guidance_detail",
    "activities.movement": "activities:movement_detail",
    "activities.goodpractice": "activities:practice_detail",
    "activities.supervision": "activities:supervision_detail",
    "activities.opinion": "activities:opinion_detail",
    "meetings.conclusion": "meetings:conclusion_detail",
    "meetings.meetingseries": "meetings:series_detail",
}


@require_safe
def audit_log(request):
    require(request.user, Permission.AUDIT_READ)
    form = AuditFilterForm(request.GET, user=request.user)
    entries = form.filter(AuditEntry.objects.visible_to(request.user).for_list())
    if request.GET.get("dinh-dang") == "xlsx":
        record(by=request.user, action="xuất nhật ký", target=request.user.locality)
        return download(listing("Nhật ký", LOG_COLUMNS, entries[:MOST_EXPORTED]), "Nhật ký.xlsx")
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "sheet_url": url(request.GET),
        "filter_form": form,
        "page": page,
        "entries": [(entry, _target_url(entry)) for entry in page],
    }
    return render(request, "audit_log.html", context)


@require_safe
def sign_in_log(request):
    """Who signed in, when, from where."""
    require(request.user, Permission.AUDIT_READ)
    signed_in = SignIn.objects.filter(user__locality_id=request.user.locality_id)
    listed = signed_in.select_related("user__person").order_by("-began_at", "-pk")
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("trang"))
    return render(request, "sign_in_log.html", {"page": page})


def _change_words(change) -> str:
    return f"{change.label}: {change.before or '(trống)'} → {change.after or '(trống)'}"


def _target_url(entry):
    name = TARGET_PAGES.get(entry.target_type)
    return reverse(name, args=[entry.target_id]) if name else ""
