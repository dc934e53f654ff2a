"""The lists of papers: all, the outgoing and the incoming register, drafts; and what arrives is entered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from documents import registers
from documents.forms.registers import IncomingEditForm, IncomingForm, RegisterFilterForm
from documents.models import Document, IncomingEntry
from organizations.models import AuditEntry, Unit
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from wardportal import sheets
from wardportal.editing import conflict_page, refusals_in

PAGE_SIZE = 30
# More than anybody prints at once; the spreadsheet has no limit.
MOST_PRINTED = 2_000


@require_safe
def document_list(request):
    register = registers.asked_for(request.GET.get("so", ""), request.user)
    form = RegisterFilterForm(request.GET, register=register, user=request.user)
    if request.GET.get("dinh-dang") == "xlsx":
        return _spreadsheet(form)
    is_print = request.GET.get("in") == "1"
    is_book = "book" in form.asked
    papers = form.in_writing_order() if is_print or is_book else form.filter()
    page = Paginator(papers, MOST_PRINTED if is_print else PAGE_SIZE).get_page(request.GET.get("trang"))
    may_receive = can_somewhere(request.user, Permission.DOCUMENT_RECEIVE)
    context = {
        "filter_form": form,
        "page": page,
        "rows": register.rows(page.object_list),
        "register": register,
        "registers": registers.open_to(request.user),
        "is_print": is_print,
        "is_filtered": bool(form.asked),
        "all_url": f"?so={register.key}",
        "sheet_url": "?" + _asked(request, **{"dinh-dang": "xlsx"}),
        "may_receive": may_receive,
        "may_draft": can_somewhere(request.user, Permission.DOCUMENT_DRAFT),
        "editable": _editable(request.user, page) if register is registers.INCOMING and not is_print else (),
    }
    return render(request, "documents/document_list.html", context)


def _editable(user, page):
    """The pks of the incoming entries on the page whose handler and note `user` may change."""
    entries = [document.incoming for document in page]
    if can(user, Permission.DOCUMENT_RECEIVE):
        return [entry.pk for entry in entries]
    if not can_somewhere(user, Permission.DOCUMENT_RECEIVE):
        return []
    reached = Unit.objects.reached_by(user, Permission.DOCUMENT_RECEIVE).values_list("pk", flat=True)
    reached = set(reached)
    return [entry.pk for entry in entries if entry.handler_id in reached]


def _asked(request, **more):
    """The same question once more, for all its pages."""
    query = request.GET.copy()
    query.pop("trang", None)
    query.update(more)
    return query.urlencode()


def _spreadsheet(form):
    register = form.register
    columns = [sheets.Column(column.label, column.width) for column in register.columns]
    rows = [row.values for row in register.rows(form.in_writing_order())]
    disposition = content_disposition_header(True, f"{register.filename}.xlsx")
    return HttpResponse(
        sheets.sheet(form.title, columns, rows),
        content_type=sheets.CONTENT_TYPE,
        headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def incoming_add(request):
    require_somewhere(request.user, Permission.DOCUMENT_RECEIVE)
    form = IncomingForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            entry = form.save(by=request.user)
            messages.success(
                request,
                f"Đã vào sổ văn bản đến: số đến {entry.number}, năm {entry.year}. "
                "Có bản chụp hay bản điện tử thì kèm tệp ở trang này.",
            )
            return redirect(entry.document)
    return render(request, "documents/incoming_add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def incoming_edit(request, pk):
    seen = Document.objects.visible_to(request.user)
    entries = IncomingEntry.objects.filter(document__in=seen)
    entry = get_object_or_404(entries.select_related("document__doc_type", "handler"), pk=pk)
    require(request.user, Permission.DOCUMENT_RECEIVE, entry.handler)
    page = {"title": entry.document.citation, "back_url": f"{reverse('documents:document_list')}?so=den"}
    form = IncomingEditForm(request.POST or None, instance=entry, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if form.claim():
                form.save(by=request.user)
                messages.success(request, f"Đã lưu dòng số đến {entry.number}.")
                return redirect(page["back_url"])
        if form.is_valid():
            saved = AuditEntry.objects.of(entry.document).order_by("at", "pk").last()
            fields = "documents/_incoming_fields.html"
            return conflict_page(request, form, saved=saved, fields_template=fields, **page)
    return render(request, "documents/incoming_edit.html", {"form": form, "entry": entry, **page})
