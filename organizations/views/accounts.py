"""One's own account: what one may do, the password, where reminders go."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import devices_for_user

from organizations.audit import record
from organizations.forms.accounts import AccountPasswordForm, MailForm
from organizations.models import User
from organizations.permissions import Permission, can, told_powers
from organizations.signing_in import needs_second_factor

SIGN_INS_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    """Who one is and what one may do; by POST the address for reminders."""
    # A copy of its own: what is typed wrong is not who is signed in.
    form = MailForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, "Đã lưu địa chỉ thư.")
        return redirect("organizations:account")
    powers = told_powers(request.user)
    context = {
        "powers": powers,
        "may_anything": any(permissions for _, _, permissions in powers),
        "may_read_audit": can(request.user, Permission.AUDIT_READ),
        "mail_form": form if settings.EMAIL_HOST else None,
        "sign_ins": request.user.sign_ins.running().order_by("-began_at")[:SIGN_INS_SHOWN],
        "session_key": request.session.session_key,
        "has_second_factor": any(devices_for_user(request.user)),
        "is_second_factor_required": needs_second_factor(request.user),
    }
    return render(request, "organizations/account.html", context)


@require_POST
def sign_in_end(request, pk):
    """Sign out another machine of one's own; without a number all others."""
    running = request.user.sign_ins.running().exclude(session_key=request.session.session_key)
    if pk == 0:
        count = request.user.end_sign_ins(by=request.user, keep=request.session.session_key)
        messages.success(request, f"Đã đăng xuất {count} máy khác.")
    else:
        get_object_or_404(running, pk=pk).end(by=request.user)
        messages.success(request, "Đã đăng xuất máy ấy.")
    return redirect("organizations:account")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def password_change(request):
    form = AccountPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        old_key, is_first = request.session.session_key, request.user.is_password_one_time
        with transaction.atomic():
            form.save()
            User.objects.filter(pk=request.user.pk).update(one_time_until=None)
            record(by=request.user, action="đổi mật khẩu", target=request.user)
        update_session_auth_hash(request, form.user)
        request.session.save()
        request.user.sign_ins.filter(session_key=old_key).update(session_key=request.session.session_key)
        messages.success(request, "Đã đổi mật khẩu. Lần đăng nhập sau, đồng chí dùng mật khẩu mới.")
        return redirect("start" if is_first else "organizations:account")
    context = {"form": form, "is_one_time": request.user.is_password_one_time}
    return render(request, "registration/password_change_form.html", context)
