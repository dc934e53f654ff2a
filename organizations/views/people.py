"""The directory; a person with their posts; posts given, ended and handed over; who acts for whom."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.audit import record
from organizations.forms.people import (
    AbsenceForm,
    DirectoryForm,
    HoldingEndForm,
    HoldingForm,
    PersonForm,
    PostForm,
)
from organizations.handover import hand_over, open_matters
from organizations.models import Absence, AuditEntry, Person, Post, PostHolding, Unit, User
from organizations.permissions import Permission, can, require
from organizations.retention import anonymize, held_about, why_not_anonymized
from wardportal.editing import refusals_in, refusals_told
from wardportal.sheets import Column, download, sheet

PAGE_SIZE = 50


@require_safe
def directory(request):
    """Who holds which post, today or on a day; telephones for who may see them."""
    form = DirectoryForm(request.GET, user=request.user)
    page = Paginator(form.holdings(), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "rows": [(it, can(request.user, Permission.PHONE_READ, it.post.unit)) for it in page],
        "may_edit": can(request.user, Permission.PEOPLE_EDIT),
        "is_filtered": bool(request.GET),
    }
    return render(request, "organizations/directory.html", context)


@require_safe
def person_detail(request, pk):
    user = request.user
    person = _person_or_404(user, pk)
    holdings = person.holdings.for_list().order_by("-to_on", "-from_on", "pk")
    units = [it.post.unit for it in holdings]
    is_own = person.pk == user.person_id
    may_manage = can(user, Permission.ACCOUNT_MANAGE)
    context = {
        "person": person,
        "holdings": holdings,
        "is_own": is_own,
        "may_edit": can(user, Permission.PEOPLE_EDIT),
        "may_manage": may_manage,
        "may_call": is_own or any(can(user, Permission.PHONE_READ, unit) for unit in units),
        "account": User.objects.filter(person=person).first() if may_manage else None,
        "absences": Absence.objects.filter(person=person).coming(),
        "may_set_absence": is_own or may_manage,
        "history": AuditEntry.objects.of(person).history() if can(user, Permission.AUDIT_READ) else [],
    }
    return render(request, "organizations/person_detail.html", context)


def _person_or_404(user, pk) -> Person:
    return get_object_or_404(Person.objects.visible_to(user), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request):
    require(request.user, Permission.PEOPLE_EDIT)
    person = Person(locality_id=request.user.locality_id)
    return _person(request, person, "Thêm người", reverse("organizations:directory"))


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request, pk):
    require(request.user, Permission.PEOPLE_EDIT)
    person = _person_or_404(request.user, pk)
    return _person(request, person, f"Sửa thông tin: {person}", person.get_absolute_url())


def _person(request, person, title, back_url):
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã lưu.")
            return redirect(person)
    return _form(request, form, title, back_url)


def _form(request, form, title, back_url, *, lead="", action="Lưu", **context):
    page = {"form": form, "title": title, "back_url": back_url, "lead": lead, "action": action, **context}
    return render(request, "organizations/form.html", page)


# --- What is held about a person ----------------------------------------------------------------------


@require_safe
def person_data(request, pk):
    """All that is held about somebody: for themselves, and for who answers such a request."""
    person = _person_or_404(request.user, pk)
    if person.pk != request.user.person_id:
        require(request.user, Permission.ACCOUNT_MANAGE)
    held = held_about(person)
    if request.GET.get("dinh-dang") == "xlsx":
        record(by=request.user, action="xuất dữ liệu cá nhân", target=person)
        rows = [(capfirst(kind), line) for kind, lines in held for line in lines]
        content = sheet(f"Dữ liệu về {person}", [Column("Loại", 40), Column("Nội dung", 100)], rows)
        return download(content, f"Dữ liệu về {person}.xlsx")
    context = {
        "person": person,
        "held": held,
        "may_anonymize": can(request.user, Permission.ACCOUNT_MANAGE),
        "refusal": why_not_anonymized(person),
    }
    return render(request, "organizations/person_data.html", context)


@require_POST
def person_anonymize(request, pk):
    require(request.user, Permission.ACCOUNT_MANAGE)
    person = _person_or_404(request.user, pk)
    with refusals_told(request):
        anonymize(person, by=request.user)
        messages.success(request, "Đã ẩn danh. Tên trên giấy tờ đã in, đã ký vẫn giữ.")
    return redirect(person)


# --- Posts --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def post_add(request, pk):
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.PEOPLE_EDIT, unit)
    return _post(request, Post(unit=unit), f"Thêm chức vụ: {unit}")


@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request, pk):
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("unit"), pk=pk)
    require(request.user, Permission.PEOPLE_EDIT, post.unit)
    return _post(request, post, f"Sửa chức vụ: {post}")


def _post(request, post, title):
    form = PostForm(request.POST or None, instance=post, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã lưu chức vụ.")
            return redirect(post.unit)
    return _form(request, form, title, post.unit.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def holding_begin(request, pk):
    """A person takes a post."""
    person = _person_or_404(request.user, pk)
    require(request.user, Permission.PEOPLE_EDIT)
    form = HoldingForm(request.POST or None, person=person, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            holding = form.save(by=request.user)
            messages.success(
                request, f"{person} giữ chức vụ {holding.post.name}.{_without_powers(holding.post)}"
            )
            return redirect(person)
    title = f"Giao chức vụ: {person}"
    return _form(request, form, title, person.get_absolute_url(), suggestions=form.known_posts)


def _without_powers(post) -> str:
    """A name typed otherwise than the ward's posts are called makes a post that may do nothing."""
    if post.role:
        return ""
    return " Chức vụ này chưa có quyền gì trên cổng; muốn cho quyền thì quản trị của phường chọn vai trò."


@require_http_methods(["GET", "HEAD", "POST"])
def holding_end(request, pk):
    """A person leaves a post; what names them may go to whoever comes after."""
    held = PostHolding.objects.visible_to(request.user).current().select_related("person", "post__unit")
    holding = get_object_or_404(held, pk=pk)
    require(request.user, Permission.PEOPLE_EDIT, holding.post.unit)
    person = holding.person
    form = HoldingEndForm(request.POST or None, holding=holding)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form), transaction.atomic():
            holding.end(form.cleaned_data["on"], by=request.user)
            count = 0
            if successor := form.cleaned_data["successor"]:
                printed = f"{holding.post.name} {successor.full_name}"
                count = hand_over(person, successor, printed=printed, by=request.user)
            told = f" Đã bàn giao {count} việc cho {successor}." if count else ""
            messages.success(request, f"{person} thôi giữ chức vụ {holding.post.name}.{told}")
            return redirect(person)
    context = {
        "form": form,
        "holding": holding,
        "matters": open_matters(person),
        "back_url": person.get_absolute_url(),
    }
    return render(request, "organizations/holding_end.html", context)


# --- Who acts for whom --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def absence_add(request, pk):
    """One's own absence; anybody's for who manages accounts, as it lends powers."""
    person = _person_or_404(request.user, pk)
    if person.pk != request.user.person_id:
        require(request.user, Permission.ACCOUNT_MANAGE)
    form = AbsenceForm(request.POST or None, instance=Absence(person=person))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            absence = form.save(by=request.user)
            messages.success(request, f"Đã ghi: {absence}.")
            return redirect(person)
    return _form(request, form, f"Người làm thay khi vắng: {person}", person.get_absolute_url())


@require_POST
def absence_end(request, pk):
    absence = get_object_or_404(Absence.objects.visible_to(request.user).coming(), pk=pk)
    if absence.person_id != request.user.person_id:
        if not can(request.user, Permission.ACCOUNT_MANAGE):
            raise Http404
    person = absence.person
    absence.end(by=request.user)
    messages.success(request, "Đã kết thúc việc làm thay.")
    return redirect(person)
