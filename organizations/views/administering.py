"""The administrator's pages: accounts, what the ward asks of who signs in; and who may do what, for all."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.forms.administering import AccountFilterForm, AccountIssueForm, SafetyForm
from organizations.models import Locality, Person, PostHolding, User
from organizations.permissions import ROLE_PERMISSIONS, Permission, Role, require
from organizations.views.second_factor import remove_devices
from wardportal.editing import refusals_in
from wardportal.text import search_words

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def account_list(request):
    """Everybody with their account, or without; by POST what the ward asks of who signs in."""
    user = request.user
    require(user, Permission.ACCOUNT_MANAGE)
    # A copy of its own: what is typed wrong must not show in the frame of the page.
    safety = SafetyForm(request.POST or None, instance=Locality.objects.get(pk=user.locality_id))
    if request.method == "POST" and safety.is_valid():
        with transaction.atomic():
            safety.save(by=user)
        messages.success(request, "Đã lưu cách đăng nhập của phường.")
        return redirect("organizations:account_list")
    form = AccountFilterForm(request.GET)
    page = Paginator(_people(user, form), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"form": form, "safety": safety, "page": page, "is_filtered": bool(request.GET)}
    return render(request, "organizations/account_list.html", context)


def _people(user, form):
    form.is_valid()
    asked = form.cleaned_data
    held = PostHolding.objects.current().filter(person=OuterRef("pk"))
    people = Person.objects.visible_to(user).annotate(is_in_post=Exists(held))
    if words := asked.get("q"):
        people = people.search(search_words(words)) | people.filter(user__username__icontains=words.strip())
    narrowed = {
        "co": Q(user__is_active=True),
        "chua": Q(user=None, is_in_post=True),
        "khoa": Q(user__is_active=False),
        "thoi": Q(user__is_active=True, is_in_post=False),
    }.get(asked.get("chi"), Q())
    posts = Prefetch("holdings", PostHolding.objects.current().for_list(), to_attr="current_holdings")
    return people.filter(narrowed).select_related("user").prefetch_related(posts).order_by("sort_key", "pk")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def account_issue(request, pk):
    """An account for a person; the slip with its one-time password is the answer, once."""
    require(request.user, Permission.ACCOUNT_MANAGE)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk, user=None)
    form = AccountIssueForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            account, password = User.issue(person, form.cleaned_data["username"], by=request.user)
            return _slip(request, account, password)
    page = {"form": form, "title": f"Cấp tài khoản: {person}", "back_url": person.get_absolute_url()}
    lead = "Cổng in một phiếu có mật khẩu dùng một lần; đưa tận tay người dùng."
    return render(request, "organizations/form.html", {**page, "lead": lead, "action": "Cấp, in phiếu"})


def _slip(request, account, password):
    sign_in_url = request.build_absolute_uri("/dang-nhap/")
    context = {"account": account, "password": password, "sign_in_url": sign_in_url}
    return render(request, "organizations/account_slip.html", context)


@require_POST
@never_cache
def account_change(request, pk):
    """One press: another password, closed, opened, signed out everywhere, the second factor taken away."""
    require(request.user, Permission.ACCOUNT_MANAGE)
    accounts = User.objects.filter(locality_id=request.user.locality_id).exclude(person=None)
    account = get_object_or_404(accounts.select_related("person"), pk=pk)
    purpose = request.POST.get("viec")
    if account.pk == request.user.pk:
        messages.error(request, "Tài khoản của chính mình thì đổi ở trang “Tài khoản của tôi”.")
    elif purpose == "dat-lai":
        return _slip(request, account, account.reset_password(by=request.user))
    elif purpose in {"khoa", "mo"}:
        account.open_or_close(purpose == "mo", by=request.user)
        done = "mở lại" if purpose == "mo" else "khóa và cho đăng xuất khỏi mọi máy"
        messages.success(request, f"Đã {done}: {account}.")
    elif purpose == "dang-xuat":
        count = account.end_sign_ins(by=request.user)
        messages.success(request, f"Đã cho {account} đăng xuất khỏi {count} máy.")
    elif purpose == "bo-ma":
        remove_devices(account, by=request.user)
        messages.success(request, f"Đã bỏ mã xác nhận của {account}; lần đăng nhập sau cài lại được.")
    return redirect(account.person)


@require_safe
def role_list(request):
    """Ai được làm gì: the one table of powers, as everybody may read it."""
    permissions = [
        (permission.label, [_scope(role, permission) for role in Role])
        for permission in Permission
        if permission != Permission.STYLEGUIDE_READ
    ]
    held = PostHolding.objects.visible_to(request.user).current().exclude(post__role="").for_list()
    holders = [(role.label, [it for it in held if it.post.role == role]) for role in Role]
    context = {"roles": [role.label for role in Role], "permissions": permissions, "holders": holders}
    return render(request, "organizations/role_list.html", context)


def _scope(role, permission) -> str:
    scope = ROLE_PERMISSIONS[role].get(permission)
    return scope.value if scope else ""
