"""The lists of papers: all, the outgoing and the incoming register, drafts; and what arrives is entered."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents import registers
from documents.forms.registers import RegisterFilterForm
from organizations.models import Unit
from organizations.permissions import Permission, can, can_somewhere
from wardportal import sheets

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
    entries = [document.incoming for document in page if not document.incoming.is_struck]
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
    return sheets.download(sheets.sheet(form.title, columns, rows), f"{register.title.capitalize()}.xlsx")
