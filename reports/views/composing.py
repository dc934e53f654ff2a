"""A ward body writes its own report out of those that were sent to it, and makes a numbered paper of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.permissions import Permission, can, require
from plans import chain
from reports import own_reports
from reports.consolidation import for_receiver
from reports.forms.composing import ComposeForm, field_of
from reports.models import Filing
from reports.views.filings import last_sending
from reports.views.rounds import links_to
from wardportal.editing import conflict_page, refusals_in, refusals_told

# Instead of a heading's key: of all that are empty.
ALL = "*"


@require_http_methods(["GET", "HEAD", "POST"])
def filing_compose(request, pk):
    """The words beside those of the units; `dua-vao` puts some of these in, `gui` sends the report."""
    filing = _filing_or_404(request.user, pk)
    require(request.user, Permission.REPORT_FILE, filing.unit)
    if not filing.is_writable:
        messages.warning(request, "Báo cáo này đã được nhận, được miễn, hoặc kỳ đã khóa nên không sửa được.")
        return redirect(filing)
    if filing.is_ready_to_send:
        messages.info(request, "Văn bản đã ban hành nên lời giữ như đã in. Chỉ còn gửi báo cáo.")
        return redirect(filing)
    whole = for_receiver(filing.unit, filing.period)
    form = ComposeForm(request.POST or None, instance=filing)
    page = {"title": f"Soạn báo cáo {filing.period.label}", "back_url": filing.get_absolute_url()}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if form.claim():
                return _saved(request, filing, form, whole)
        if form.is_valid():
            fields = "reports/_compose_fields.html"
            return conflict_page(request, form, saved=last_sending(filing), fields_template=fields, **page)
    sections = {section.key: section for section in whole.sections}
    own = {section["key"] for section in filing.round.sections}
    context = {
        "filing": filing,
        "form": form,
        "whole": whole,
        "rows": [
            (section, form[field_of(section)], sections.get(section["key"]))
            for section in filing.round.sections
        ],
        "may_draft": can(request.user, Permission.DOCUMENT_DRAFT, filing.unit),
        "others": [section for section in whole.sections if section.key not in own and section.said],
        "links": [
            *links_to(filing.round),
            chain.link(filing.unit.short_name, filing.get_absolute_url()),
            chain.link("Soạn", is_here=True),
        ],
        **page,
    }
    return render(request, "reports/filing_compose.html", context)


def _saved(request, filing, form, whole):
    """Keep the words, put in what was asked for, send or print where that was pressed; where to go then."""
    words, wanted = form.words, request.POST.get("dua-vao", "")
    key, _, filing_pk = wanted.partition("|")
    if key == ALL:
        told = _put_all_in(words, whole)
    else:
        told = _put_in(words, whole, key, filing_pk) if wanted else "Đã lưu lời báo cáo."
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


def _put_all_in(words, whole) -> str:
    """Put the words of all units under every heading that is still empty; what was done."""
    empty = [key for key, text in words.items() if not text.strip()]
    filled = [key for key in empty if _put_in(words, whole, key, "") and words[key]]
    return f"Đã đưa lời của các đơn vị vào {len(filled)} mục còn trống; xem và sửa lại từng mục."


def _put_in(words, whole, key, filing) -> str:
    """Put the words of one filing (its pk; "": of all) under that heading; what was done."""
    section = next((it for it in whole.sections if it.key == key), None)
    if section is None or key not in words:
        return "Không có lời nào để đưa vào."
    added = []
    for said in section.said:
        text = own_reports.adopted(words[key], said.whose, said.text)
        if filing in {"", str(said.filing_pk)} and text != words[key]:
            words[key], added = text, [*added, said.whose]
    return f"Đã đưa vào lời của {'; '.join(added)}." if added else "Lời này đã có trong báo cáo."


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
