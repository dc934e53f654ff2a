"""Who has sent and who has not: the board of a year, and one round with what it came to."""

from django.contrib import messages
from django.db.models import Max, Min
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from plans import chain
from reports import consolidation
from reports.collecting import (
    Count,
    board,
    close,
    collecting_now,
    group_words,
    reminded_today,
    reminder_words,
    round_workbook,
    squares_of,
    workbook,
)
from reports.forms.ad_hoc import AdHocForm
from reports.forms.collecting import BoardForm, RemindForm
from reports.models import Filing, Round
from wardportal import dates
from wardportal.editing import refusals_in, refusals_told
from wardportal.sheets import download, url


@require_safe
def filing_board(request):
    """Units × periods of a year; on top how many were asked, sent, lack, of every round that collects."""
    user = request.user
    form = BoardForm(request.GET, user=user, years=_years(user))
    shown = board(user, form.kind, form.year, units=form.units)
    if request.GET.get("dinh-dang") == "xlsx":
        return download(workbook(shown), f"Theo dõi báo cáo {shown.kind.label} {shown.year}.xlsx")
    context = {
        "form": form,
        "board": shown,
        "periods": collecting_now(Round.objects.visible_to(user).collecting().for_list().with_counts()),
        "is_filtered": bool(request.GET),
        "sheet_url": url(request.GET),
        "may_set": can(user, Permission.REPORT_SETTINGS),
        "may_ask": can_somewhere(user, Permission.REPORT_COLLECT),
    }
    return render(request, "reports/board.html", context)


def _years(user):
    """The years there are rounds of, the newest first; this one in any case."""
    around = Round.objects.visible_to(user).aggregate(first=Min("year"), last=Max("year"))
    this = dates.today().year
    first, last = around["first"] or this, max(around["last"] or this, this)
    return range(last, min(first, this) - 1, -1)


@require_safe
def round_detail(request, pk):
    user = request.user
    round_ = _round_or_404(user, pk)
    filings = list(round_.filings.for_list())
    collects = [it for it in filings if can(user, Permission.REPORT_COLLECT, it.receiver)]
    may_read = [it for it in filings if can(user, Permission.REPORT_READ, it.receiver)]
    if request.GET.get("dinh-dang") == "xlsx":
        return download(round_workbook(round_, may_read), f"{round_}.xlsx".replace("/", "-"))
    context = {
        "round": round_,
        "count": Count.of(filings),
        "squares": squares_of(round_, filings, user),
        "late": [it for it in collects if _is_awaited(round_, it)],
        "may_collect": bool(collects),
        "whole": consolidation.of_round(round_) if may_read else None,
        "links": [*links_to(round_)[:-1], chain.link(str(round_), hint="Đợt báo cáo", is_here=True)],
    }
    return render(request, "reports/round_detail.html", context)


def _is_awaited(round_, filing):
    return round_.is_open and filing.state in {Filing.State.AWAITED, Filing.State.RETURNED}


@require_http_methods(["GET", "HEAD", "POST"])
def round_remind(request, pk):
    """Urge on whoever has not sent: in the portal with one press, and in words for Zalo."""
    user = request.user
    round_ = _round_or_404(user, pk)
    own = [it for it in round_.filings.for_list() if can(user, Permission.REPORT_COLLECT, it.receiver)]
    if not own:
        require(user, Permission.REPORT_COLLECT)
    awaited = [it for it in own if _is_awaited(round_, it)]
    told = reminded_today(awaited)
    waiting = [it for it in awaited if it.unit_id not in told]
    form = RemindForm(request.POST or None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            messages.success(request, f"Đã đôn đốc {form.save(by=user)} đơn vị.")
            return redirect(request.path)
    context = {
        "round": round_,
        "form": form,
        "waiting": waiting,
        "rows": [_row(request, it, is_waiting=it.unit_id not in told) for it in awaited],
        "group_words": group_words(awaited, request.build_absolute_uri("/")) if len(awaited) > 1 else "",
        "links": [*links_to(round_), chain.link("Đôn đốc", is_here=True)],
    }
    return render(request, "reports/round_remind.html", context)


def _row(request, filing, *, is_waiting):
    """A unit that has not sent, its words for Zalo, and whether it may still be urged on today."""
    address = request.build_absolute_uri(filing.get_absolute_url())
    return {"filing": filing, "words": f"{reminder_words(filing)}\n{address}", "is_waiting": is_waiting}


@require_http_methods(["GET", "HEAD", "POST"])
def ad_hoc(request):
    """Ask units for a report that no calendar has planned."""
    user = request.user
    require_somewhere(user, Permission.REPORT_COLLECT)
    form = AdHocForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            round_ = form.save(by=user)
            messages.success(request, f"Đã yêu cầu {round_.filings.count()} đơn vị báo cáo.")
            return redirect(round_)
    board_url = reverse("reports:filing_board")
    links = [chain.link("Theo dõi báo cáo", board_url, hint="Báo cáo"), chain.link("Đột xuất", is_here=True)]
    return render(request, "reports/ad_hoc.html", {"form": form, "links": links, "back_url": board_url})


@require_POST
def round_ask(request, pk):
    """Filings for units that came since; the ended ones are let off."""
    round_ = _collected_or_403(request.user, pk)
    if not round_.is_open:
        messages.warning(request, "Kỳ này không mở nên không thêm đơn vị được.")
        return redirect(round_)
    added = round_.ask()
    messages.success(request, f"Đã thêm {added} đơn vị." if added else "Không có đơn vị nào mới.")
    return redirect(round_)


@require_http_methods(["GET", "HEAD", "POST"])
def round_close(request, pk):
    """Freeze it, after a look at who has not sent."""
    round_ = _collected_or_403(request.user, pk)
    if round_.is_closed:
        messages.info(request, "Kỳ này đã khóa.")
        return redirect(round_)
    filings = list(round_.filings.for_list())
    if request.method == "POST":
        with refusals_told(request):
            close(round_, by=request.user)
            messages.success(request, "Đã khóa kỳ báo cáo; số liệu, lời báo cáo của kỳ giữ nguyên từ nay.")
            return redirect(round_)
        return redirect(round_)
    context = {
        "round": round_,
        "count": Count.of(filings),
        "missing": [it for it in filings if _is_awaited(round_, it)],
        "unread": [it for it in filings if it.state == Filing.State.SUBMITTED],
        "links": [*links_to(round_), chain.link("Khóa kỳ", is_here=True)],
    }
    return render(request, "reports/round_close.html", context)


# --- Shared -------------------------------------------------------------------------------------------


def links_to(round_):
    """From the board to the round."""
    return [
        chain.link("Theo dõi báo cáo", reverse("reports:filing_board"), hint="Báo cáo"),
        chain.link(str(round_), round_.get_absolute_url(), hint="Đợt báo cáo"),
    ]


def links_to_filing(filing, *, page=""):
    """On to the report of one unit, and to the `page` below it that one is on."""
    unit = chain.link(filing.unit.short_name, filing.get_absolute_url())
    return [*links_to(filing.round), unit, *([chain.link(page, is_here=True)] if page else [])]


def _round_or_404(user, pk) -> Round:
    return get_object_or_404(Round.objects.visible_to(user).opened().for_list(), pk=pk)


def _collected_or_403(user, pk) -> Round:
    """The round, of which `user` takes in all filings."""
    round_ = _round_or_404(user, pk)
    receivers = {it.receiver for it in round_.filings.for_list()}
    for receiver in receivers or {None}:
        require(user, Permission.REPORT_COLLECT, receiver)
    return round_
