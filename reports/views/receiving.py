"""One unit's report as it is taken in: read, accepted, returned, let off; adjusted in a closed round."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from documents.ordering import Face
from documents.views.jobs import file_response, is_only_a_look, see_other
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, require
from plans import chain
from reports import filing_paper
from reports.collecting import Square
from reports.consolidation import desks_of
from reports.forms.collecting import AdjustmentForm, ExemptForm, ReturnForm
from reports.models import Filing
from reports.views.rounds import links_to
from wardportal.editing import refusals_in, refusals_told

# What is done by a button alone.
PRESSED = {
    "nhan": (Filing.accept, "Đã nhận báo cáo."),
    "bo-mien": (Filing.require, "Đơn vị lại phải báo cáo kỳ này."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def filing_detail(request, pk):
    """What was sent, to be read, taken in, returned; by POST `viec` says what is done."""
    user = request.user
    filing = get_object_or_404(Filing.objects.visible_to(user).for_list(), pk=pk)
    may_collect = can(user, Permission.REPORT_COLLECT, filing.receiver)
    versions = list(filing.versions.select_related("sent_by__person").order_by("-number"))
    forms = _forms(request, filing, versions)
    if request.method == "POST":
        require(user, Permission.REPORT_COLLECT, filing.receiver)
        if answer := _done(request, filing, forms):
            return answer
    context = {
        "filing": filing,
        "round": filing.round,
        "square": Square(filing.period, filing),
        "parts": _parts(filing, versions[0] if versions else None),
        "versions": versions,
        "forms": forms,
        "may_collect": may_collect,
        "may_file": filing.is_writable and can(user, Permission.REPORT_FILE, filing.unit),
        "is_gathered": _gathers(filing),
        "adjustments": filing.adjustments.select_related("indicator", "made_by__person", "told_in"),
        "history": AuditEntry.objects.visible_to(user).of(filing).history(),
        "links": [*links_to(filing.round), chain.link(filing.unit.short_name, is_here=True)],
    }
    return render(request, "reports/filing_detail.html", context)


def _gathers(filing) -> bool:
    """Whether others report to the unit, so that its own report is made of theirs."""
    received = Filing.objects.filter(receiver__in=desks_of(filing.unit))
    return received.filter(round__year=filing.round.year).exists()


def _forms(request, filing, versions):
    """The forms of the page; the one that `viec` names is bound."""
    done = request.POST.get("viec") if request.method == "POST" else None

    def data(name):
        return request.POST if done == name else None

    figures = versions[0].figures if versions else []
    forms = {
        "return": ReturnForm(data("tra-lai"), filing=filing, figures=figures),
        "exempt": ExemptForm(data("mien"), filing=filing),
    }
    if filing.round.is_closed and filing.month is not None:
        forms["adjust"] = AdjustmentForm(data("dieu-chinh"), filing=filing)
    return forms


def _done(request, filing, forms):
    """What the collector asked for; None where a form has to be looked at again."""
    what = request.POST.get("viec")
    if what in PRESSED:
        verb, told = PRESSED[what]
        with refusals_told(request):
            verb(filing, by=request.user)
            messages.success(request, told)
        return redirect(filing)
    form = next((form for form in forms.values() if form.is_bound), None)
    if form is None:
        messages.error(request, "Hãy chọn nhận hoặc trả lại báo cáo.")
        return redirect(filing)
    if form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, form.DONE)
            return redirect(filing)
    return None


def _parts(filing, version):
    """[(section, words, its figures, why it came back)], figures of no section last."""
    figures = {it["code"]: it for it in (version.figures if version else [])}
    words = version.words if version else {}
    reasons = filing.part_reasons
    parts = []
    for section in filing.round.sections:
        own = [figures.pop(code) for code in section["indicators"] if code in figures]
        parts.append(_part(section["title"], section.get("group", ""), words.get(section["key"], ""), own))
        parts[-1]["reason"] = reasons.get(section["key"], "")
    if figures:
        parts.append(_part("Số liệu khác", "", "", list(figures.values())))
    for part in parts:
        for figure in part["figures"]:
            figure["reason"] = reasons.get(f"so:{figure['code']}", "")
    return parts


def _part(title, group, words, figures):
    return {"title": title, "group": group, "words": words, "figures": [dict(it) for it in figures]}


@require_safe
@cache_control(private=True)
def filing_file(request, pk, face):
    """The last version's file, if it was rendered; else the job that renders it."""
    filing = get_object_or_404(Filing.objects.visible_to(request.user).for_list(), pk=pk)
    answer = None
    with refusals_told(request):
        job = filing_paper.finished(filing, face)
        answer = file_response(job, as_attachment=face == Face.DOCX) if job else None
        if answer is None and not is_only_a_look(request):
            answer = see_other(filing_paper.order(filing, by=request.user, face=face))
    return answer or see_other(filing)
