"""One's own account: what one may do, the password, where reminders go."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from organizations.audit import record
from organizations.forms.accounts import AccountPasswordForm, MailForm
from organizations.models import User
from organizations.permissions import ROLE_PERMISSIONS, Permission, can


@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    """Who one is and what one may do; by POST the address for reminders."""
    # A copy of its own: what is typed wrong is not who is signed in.
    form = MailForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, "Đã lưu địa chỉ thư.")
        return redirect("organizations:account")
    powers = [
        (
            role.label,
            unit,
            [(permission.label, scope.value) for permission, scope in ROLE_PERMISSIONS[role].items()],
        )
        for role, unit in request.user.powers
    ]
    may_anything = any(permissions for _, _, permissions in powers)
    may_read_audit = can(request.user, Permission.AUDIT_READ)
    context = {
        "powers": powers,
        "may_anything": may_anything,
        "may_read_audit": may_read_audit,
        "mail_form": form if settings.EMAIL_HOST else None,
    }
    return render(request, "organizations/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def password_change(request):
    form = AccountPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(by=request.user, action="đổi mật khẩu", target=request.user)
        update_session_auth_hash(request, form.user)
        messages.success(request, "Đã đổi mật khẩu. Lần đăng nhập sau, đồng chí dùng mật khẩu mới.")
        return redirect("organizations:account")
    return render(request, "registration/password_change_form.html", {"form": form})
