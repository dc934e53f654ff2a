"""A unit writes its report: kept while it is typed, sent as one more version."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.forms.sheets import SheetUploadForm
from documents.secrecy import refuse_secrets
from organizations.models import AuditEntry
from organizations.permissions import Permission, require
from reports import filing_sheet as filing_sheet_of
from reports.forms.filings import FilingForm
from reports.models import Filing
from reports.views.rounds import links_to_filing
from wardportal.editing import conflict_page, refusals_in
from wardportal.sheets import download

REFUSED = 409
KEPT = {
    "luu": "Đã lưu, chưa gửi. Lần sau mở ra ghi tiếp.",
    "dua-vao": "Đã đưa bảng tính vào phiếu, chưa gửi. Xem lại rồi bấm “Gửi báo cáo”.",
}
# What all boxes together may hold.
LONGEST = 400_000


@require_http_methods(["GET", "HEAD", "POST"])
def filing_write(request, pk):
    """The report as a form; by POST `viec` says whether it is kept for later or sent."""
    filing = _written_or_403(request.user, pk)
    if not filing.is_writable:
        return shut(request, filing)
    form = FilingForm(request.POST if request.method == "POST" else None, filing=filing)
    page = {"title": filing.round.heading, "back_url": filing.get_absolute_url()}
    if request.method == "POST" and (answer := _saved(request, filing, form, page)):
        return answer
    parts = form.parts(form.known.suggestions(filing))
    context = {
        "filing": filing,
        "form": form,
        "parts": parts,
        "other_rows": form.other_rows,
        "lacking": form.lacking,
        "is_proxy": filing.unit not in request.user.units,
        "wrong": [part for part in parts if part.box.errors or any(row.errors for row in part.rows)]
        if form.words.is_bound
        else [],
        "links": links_to_filing(filing),
        **page,
    }
    return render(request, "reports/filing_write.html", context)


def _saved(request, filing, form, page):
    """Do what was pressed; None where something has to be looked at again, the form says what.

    Sending needs everything right; what is kept for later is kept as typed, right or wrong.
    """
    is_sending = request.POST.get("viec") == "gui"
    if is_sending and not form.is_valid():
        return None
    if not form.words.is_valid() and "version" in form.words.errors:
        return None
    with refusals_in(form.words):
        if not (form.claim() if is_sending else form.words.claim()):
            fields = "reports/_filing_fields.html"
            return conflict_page(request, form, saved=last_sending(filing), fields_template=fields, **page)
        if is_sending:
            told = _thanks(filing, form.save(by=request.user))
        else:
            _keep(filing, form)
            told = KEPT.get(request.POST.get("viec"), KEPT["luu"])
        messages.success(request, told)
        return redirect(request.path if request.POST.get("viec") == "dua-vao" else filing)
    return None


def last_sending(filing):
    """Who said last what stands there; None where somebody's typing stands there, which has no name."""
    if Filing.objects.get(pk=filing.pk).draft:
        return None
    return AuditEntry.objects.last_of(filing)


def _keep(filing, form):
    typed = form.typed
    if sum(map(len, typed.values())) > LONGEST:
        raise ValidationError("Báo cáo dài quá 200 trang. Hãy rút ngắn, phần chi tiết để ở phụ lục.")
    refuse_secrets("\n".join(typed.values()))
    filing.keep(typed)


def _thanks(filing, version):
    again = "" if version.number == 1 else f" (bản {version.number})"
    return f"Đã gửi báo cáo {filing.period.label} đến {filing.receiver.name}{again}. Cảm ơn đồng chí."


@require_POST
def filing_autosave(request, pk):
    """Keep what is being typed (static/autosave.js); the answer holds the words for the page."""
    filing = _written_or_403(request.user, pk)
    try:
        if request.POST.get("version") != str(filing.version):
            raise ValidationError(
                "Người khác vừa lưu báo cáo này. Chữ vẫn giữ trên máy này; bấm Lưu để so hai bản."
            )
        _keep(filing, FilingForm(request.POST, filing=filing))
    except ValidationError as refusal:
        return JsonResponse({"words": " ".join(refusal.messages)}, status=REFUSED)
    at = time_format(timezone.localtime())
    return JsonResponse({"words": f"Đã lưu tạm lúc {at}; chưa gửi."})


@require_http_methods(["GET", "HEAD", "POST"])
def filing_sheet(request, pk):
    """The report in Excel: out as far as it is filled in; in with a look at every cell that changes."""
    filing = _written_or_403(request.user, pk)
    if not filing.is_writable:
        return shut(request, filing)
    now = FilingForm(filing=filing)
    if request.GET.get("dinh-dang") == "xlsx":
        name = f"{filing.unit.short_name}, báo cáo {filing.period.label}.xlsx".replace("/", "-")
        return download(filing_sheet_of.workbook(now, str(filing)), name)
    is_sent = request.method == "POST"
    rules = {"labels": filing_sheet_of.LABELS, "most": filing_sheet_of.MOST_ROWS}
    upload = SheetUploadForm(request.POST if is_sent else None, request.FILES or None, **rules)
    context = {"filing": filing, "upload": upload, "links": links_to_filing(filing, page="Bảng tính")}
    if is_sent and upload.is_valid():
        context |= _brought(filing, now, upload)
    return render(request, "reports/filing_sheet.html", context)


def _brought(filing, now, upload):
    """What the sheet holds beside the report as it is `now`."""
    brought = filing_sheet_of.bring(now, upload.read)
    form = FilingForm(brought.typed, filing=filing)
    return {
        "name": upload.found.safe_name,
        "form": form,
        "changes": [row for row in form.beside(now) if row.is_different],
        "passed_over": brought.passed_over,
        "wrong": form.month.errors_by_name if form.month else [],
    }


@require_safe
def filing_blank(request, pk):
    """The empty form on paper, for who writes by hand."""
    filing = _written_or_403(request.user, pk)
    form = FilingForm(filing=filing)
    context = {"filing": filing, "parts": form.parts({}), "other_rows": form.other_rows}
    return render(request, "reports/filing_blank.html", context)


def shut(request, filing):
    """Back to the report that cannot be written (any more)."""
    messages.warning(request, "Báo cáo này đã được nhận, được miễn, hoặc kỳ đã khóa nên không sửa được.")
    return redirect(filing)


def _written_or_403(user, pk) -> Filing:
    filing = get_object_or_404(Filing.objects.visible_to(user).for_list(), pk=pk)
    require(user, Permission.REPORT_FILE, filing.unit)
    return filing
