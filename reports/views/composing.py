"""A ward body writes its own report out of those that were sent to it, and makes a numbered paper of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.permissions import Permission, can, require
from reports import own_reports
from reports.consolidation import for_receiver
from reports.forms.composing import ComposeForm
from reports.models import Filing
from reports.views.filings import last_sending, shut
from reports.views.rounds import links_to_filing
from wardportal.editing import conflict_page, refusals_in, refusals_told

# Instead of a heading's key: of all that are empty.
ALL = "*"


@require_http_methods(["GET", "HEAD", "POST"])
def filing_compose(request, pk):
    """The words beside those of the units; `dua-vao` puts some of these in, `gui` sends the report."""
    filing = _filing_or_404(request.user, pk)
    require(request.user, Permission.REPORT_FILE, filing.unit)
    if not filing.is_writable:
        return shut(request, filing)
    if filing.is_ready_to_send:
        messages.info(request, "Văn bản đã ban hành nên lời giữ như đã in. Chỉ còn gửi báo cáo.")
        return redirect(filing)
    whole = for_receiver(filing.unit, filing.period)
    form = ComposeForm(request.POST or None, instance=filing)
    page = {"title": f"Soạn báo cáo {filing.period.label}", "back_url": filing.get_absolute_url()}
    if request.method == "POST" and (answer := _saved(request, form, whole, page)):
        return answer
    context = {
        "filing": filing,
        "form": form,
        "whole": whole,
        "rows": form.rows_beside(whole),
        "may_draft": can(request.user, Permission.DOCUMENT_DRAFT, filing.unit),
        "others": form.others_of(whole),
        "links": links_to_filing(filing, page="Soạn"),
        **page,
    }
    return render(request, "reports/filing_compose.html", context)


def _saved(request, form, whole, page):
    """Where to go once it is saved; None where the form has to be looked at again."""
    if not form.is_valid():
        return None
    with refusals_in(form):
        if form.claim():
            return _done(request, form.instance, form.words, whole)
    if not form.is_valid():
        return None
    saved, fields = last_sending(form.instance), "reports/_compose_fields.html"
    return conflict_page(request, form, saved=saved, fields_template=fields, **page)


def _done(request, filing, words, whole):
    """Keep the words, put in what was asked for, send or print where that was pressed; where to go then."""
    wanted = request.POST.get("dua-vao", "")
    key, _, filing_pk = wanted.partition("|")
    if key == ALL:
        told = own_reports.put_all_in(words, whole)
    else:
        told = own_reports.put_in(words, whole, key, filing_pk) if wanted else "Đã lưu lời báo cáo."
    if "gui" in request.POST:
        filing.submit(words, by=request.user)
        told = "Đã gửi báo cáo."
    else:
        filing.keep({f"{own_reports.DRAFT_PREFIX}{name}": text for name, text in words.items()})
    if "lap-van-ban" in request.POST:
        return _paper_made(request, filing)
    if filing.document_id:
        own_reports.refresh(filing)
    messages.success(request, told)
    if key == ALL:
        return redirect(request.path)
    return redirect(f"{request.path}#{key}" if wanted else filing.get_absolute_url())


@require_POST
def filing_paper(request, pk):
    """The numbered paper of the report: made the first time, brought up to date afterwards."""
    filing = _filing_or_404(request.user, pk)
    require(request.user, Permission.REPORT_FILE, filing.unit)
    return _paper_made(request, filing)


def _paper_made(request, filing):
    require(request.user, Permission.DOCUMENT_DRAFT, filing.unit)
    with refusals_told(request):
        if filing.document_id is None:
            document = own_reports.begin(filing, by=request.user)
            messages.success(request, "Đã lập dự thảo văn bản; lời, số liệu in ở chỗ đánh dấu.")
            return redirect(document)
        is_changed = own_reports.refresh(filing)
        messages.success(
            request, "Đã đưa lời, số liệu mới vào văn bản." if is_changed else "Văn bản không có gì đổi."
        )
        return redirect(filing.document)
    return redirect(filing)


@require_POST
def filing_send(request, pk):
    """Send the report whose paper was signed: with the words that are printed in it."""
    filing = _filing_or_404(request.user, pk)
    require(request.user, Permission.REPORT_FILE, filing.unit)
    with refusals_told(request):
        if not filing.is_ready_to_send:
            raise ValidationError("Văn bản của báo cáo này chưa ban hành, hoặc báo cáo đã gửi rồi.")
        filing.submit(own_reports.current_words(filing), by=request.user)
        messages.success(request, f"Đã gửi báo cáo đến {filing.receiver.name}, kèm {filing.document}.")
    return redirect(filing)


def _filing_or_404(user, pk) -> Filing:
    return get_object_or_404(Filing.objects.visible_to(user).for_list(), pk=pk)
