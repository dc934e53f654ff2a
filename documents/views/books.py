"""The number books, the terms they run through, and how each body of the ward numbers its papers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from documents.forms.books import NumberingForm, TermForm, TypeForm, UnitTypesForm
from documents.models import CommitteeTerm, DocumentType, NumberBook, NumberingRule
from documents.registers import Unused
from organizations.models import AuditEntry, Unit
from organizations.permissions import Permission, require
from wardportal import dates
from wardportal.editing import refusals_in

PAGE_SIZE = 30


@require_safe
def book_list(request):
    require(request.user, Permission.FORMAT_EDIT)
    books = NumberBook.objects.visible_to(request.user).for_list()
    is_all = request.GET.get("tat-ca") == "1"
    page = Paginator(books if is_all else books.current(dates.today()), PAGE_SIZE).get_page(
        request.GET.get("trang")
    )
    bodies, branches = _ways(request.user)
    context = {
        "page": page,
        "books": _with_unused(page.object_list),
        "is_all": is_all,
        "terms": CommitteeTerm.objects.filter(unit__in=Unit.objects.visible_to(request.user))
        .select_related("unit")
        .order_by("unit__order", "unit__name", "-starts_on"),
        "own_types": DocumentType.objects.filter(locality=request.user.locality_id),
        "bodies": bodies,
        "branches": branches,
    }
    return render(request, "documents/book_list.html", context)


def _with_unused(books):
    """[(book, [Unused, …])]: two queries, however many books."""
    books = list(books)
    unused = NumberBook.objects.filter(pk__in=[book.pk for book in books]).unused()
    return [
        (book, [Unused(run[0], run[-1], gap.reason) for run, gap in unused.get(book.pk, [])])
        for book in books
    ]


def _ways(user):
    """How each unit numbers: the ward's own bodies, and the branches in the neighbourhoods."""
    units = _own_units(user).by_line().select_related("neighbourhood")
    laid_down = {
        rule.unit_id: rule for rule in NumberingRule.objects.filter(unit__in=units).select_related("owner")
    }
    ways = [(unit, laid_down.get(unit.pk) or NumberingRule.custom(unit)) for unit in units]
    own = [way for way in ways if way[0].neighbourhood_id is None]
    return own, [way for way in ways if way[0].neighbourhood_id is not None]


def _own_units(user):
    return Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE)


@require_http_methods(["GET", "HEAD", "POST"])
def term_add(request):
    require(request.user, Permission.FORMAT_EDIT)
    form = TermForm(request.POST or None, instance=CommitteeTerm(), user=request.user)
    return _answer(request, form, title="Thêm nhiệm kỳ", eyebrow="", saved="Đã ghi nhiệm kỳ.")


@require_http_methods(["GET", "HEAD", "POST"])
def term_edit(request, pk):
    require(request.user, Permission.FORMAT_EDIT)
    own = CommitteeTerm.objects.filter(unit__in=Unit.objects.visible_to(request.user))
    term = get_object_or_404(own.select_related("unit"), pk=pk)
    form = TermForm(request.POST or None, instance=term, user=request.user)
    return _answer(request, form, title="Sửa nhiệm kỳ", eyebrow=term.unit.name, saved="Đã lưu nhiệm kỳ.")


@require_http_methods(["GET", "HEAD", "POST"])
def unit_numbering(request, pk):
    require(request.user, Permission.FORMAT_EDIT)
    unit = get_object_or_404(_own_units(request.user), pk=pk)
    form = NumberingForm(request.POST or None, instance=unit, user=request.user)
    return _answer(
        request,
        form,
        title="Cách đánh số và tên trên văn bản",
        eyebrow=unit.name,
        saved=f"Đã lưu cách đánh số của {unit.name}.",
        history=AuditEntry.objects.visible_to(request.user).of(unit).history(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unit_types(request, pk):
    require(request.user, Permission.FORMAT_EDIT)
    unit = get_object_or_404(_own_units(request.user), pk=pk)
    form = UnitTypesForm(request.POST or None, unit=unit)
    return _answer(
        request,
        form,
        title="Thể loại được ban hành",
        eyebrow=unit.name,
        saved=f"Đã lưu thể loại {unit.name} được ban hành.",
        history=AuditEntry.objects.visible_to(request.user).of(unit).history(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def type_add(request):
    require(request.user, Permission.FORMAT_EDIT)
    form = TypeForm(request.POST or None, instance=DocumentType(locality_id=request.user.locality_id))
    saved = "Đã thêm thể loại. Đơn vị có danh mục thể loại riêng thì đánh dấu thêm thể loại này."
    return _answer(request, form, title="Thêm thể loại văn bản", eyebrow="Sổ số", saved=saved)


@require_http_methods(["GET", "HEAD", "POST"])
def type_edit(request, pk):
    require(request.user, Permission.FORMAT_EDIT)
    doc_type = get_object_or_404(DocumentType, pk=pk, locality=request.user.locality_id)
    form = TypeForm(request.POST or None, instance=doc_type)
    return _answer(request, form, title="Sửa thể loại văn bản", eyebrow="Sổ số", saved="Đã lưu thể loại.")


def _answer(request, form, *, saved, **page):
    """The page of one of these forms; saved, it leads back to the list."""
    back_url = reverse("documents:book_list")
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, saved)
            return redirect(back_url)
    return render(request, "documents/book_form.html", {"form": form, "back_url": back_url, **page})
