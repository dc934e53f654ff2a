"""The second factor: typed when signing in, set up, taken away."""

import segno
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import devices_for_user
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.audit import record
from organizations.forms.second_factor import CodeForm, SetUpForm
from organizations.signing_in import CODE, GATE, NEXT, needs_second_factor


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("code")
def second_factor(request):
    """After the password: the code; then to where one wanted."""
    if request.session.get(GATE) != CODE:
        return redirect("start")
    form = CodeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        del request.session[GATE]
        return redirect(request.session.pop(NEXT, reverse("start")))
    return render(request, "registration/second_factor.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("code")
def second_factor_set_up(request):
    """A secret for the telephone as a QR code, then the first code of it; then the recovery codes, once."""
    user = request.user
    if any(devices_for_user(user)):
        messages.info(request, "Tài khoản đã bật mã xác nhận. Đổi điện thoại thì tắt rồi bật lại.")
        return redirect("organizations:account")
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "Điện thoại"})
    form = SetUpForm(request.POST or None, user=user, device=device)
    if request.method == "POST" and form.is_valid():
        codes = form.save()
        request.session.pop(GATE, None)
        context = {"codes": codes, "next_url": request.session.pop(NEXT, reverse("start"))}
        return render(request, "registration/recovery_codes.html", context)
    picture = segno.make(device.config_url, error="m").svg_inline(scale=5, border=2)
    context = {
        "form": form,
        # Drawn by segno from the address alone.
        "picture": mark_safe(picture),  # noqa: S308
        "secret": device.config_url.partition("secret=")[2].partition("&")[0],
        "is_required": needs_second_factor(user),
    }
    return render(request, "registration/second_factor_set_up.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("code")
def second_factor_remove(request):
    """Only with a code of it: who finds an open browser cannot take it away."""
    user = request.user
    if not any(devices_for_user(user)):
        return redirect("organizations:account")
    form = CodeForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        remove_devices(user, by=user)
        messages.success(request, "Đã tắt mã xác nhận.")
        return redirect("organizations:account")
    return render(request, "registration/second_factor_remove.html", {"form": form})


@transaction.atomic
def remove_devices(user, *, by):
    for device in list(devices_for_user(user, confirmed=None)):
        device.delete()
    record(by=by, action="tắt mã xác nhận khi đăng nhập", target=user)
