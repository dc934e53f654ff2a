"""Bodies made, changed and ended; khu phố that merge, split or end, looked at before it is done."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from organizations.forms.reorganizing import RenameForm, ReorganizeForm, UnitAddForm, UnitEndForm, UnitForm
from organizations.models import Neighbourhood, Unit
from organizations.permissions import Permission, require
from organizations.reorganizing import open_work, spread
from wardportal.editing import refusals_in, refusals_told


@require_http_methods(["GET", "HEAD", "POST"])
def unit_add(request):
    require(request.user, Permission.ORGANIZATION_EDIT)
    unit = Unit(locality_id=request.user.locality_id)
    form = UnitAddForm(request.POST or None, instance=unit, user=request.user)
    return _unit(request, form, "Lập đơn vị", reverse("organizations:unit_list"))


@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request, pk):
    unit = _unit_or_404(request.user, pk)
    form = UnitForm(request.POST or None, instance=unit, user=request.user)
    return _unit(request, form, f"Sửa đơn vị: {unit.name}", unit.get_absolute_url())


def _unit_or_404(user, pk) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(user).select_related("parent", "line"), pk=pk)
    require(user, Permission.ORGANIZATION_EDIT, unit)
    return unit


def _unit(request, form, title, back_url):
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            unit = form.save(by=request.user)
            messages.success(request, "Đã lưu đơn vị.")
            return redirect(unit)
    page = {"form": form, "title": title, "back_url": back_url, "action": "Lưu", "lead": ""}
    return render(request, "organizations/form.html", page)


@require_POST
def unit_spread(request, pk):
    """What was set up well in one khu phố, in all that lack it."""
    unit = _unit_or_404(request.user, pk)
    if unit.neighbourhood_id is None:
        raise Http404
    with refusals_told(request):
        made = spread(unit, by=request.user)
        messages.success(request, f"Đã lập: {', '.join(it.name for it in made) or 'không thiếu nơi nào'}.")
    return redirect(unit)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_end(request, pk):
    unit = _unit_or_404(request.user, pk)
    form = UnitEndForm(request.POST or None, unit=unit, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, f"{unit} thôi hoạt động; giấy tờ cũ giữ nguyên tên.")
            return redirect(unit)
    context = {"form": form, "unit": unit, "work": open_work(unit)}
    return render(request, "organizations/unit_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def neighbourhood_rename(request, pk):
    """First which units are called otherwise with it; then, with the other button, they are."""
    place = get_object_or_404(Neighbourhood.objects.visible_to(request.user).current(), pk=pk)
    require(request.user, Permission.ORGANIZATION_EDIT)
    form, old_name, changes = RenameForm(request.POST or None, place=place), place.name, None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("viec") == "lam":
            with refusals_in(form):
                form.save(by=request.user)
                messages.success(request, f"{old_name} nay là {place.name}.")
                return redirect("organizations:unit_list")
        else:
            changes = form.preview()
    context = {"form": form, "old_name": old_name, "changes": changes}
    return render(request, "organizations/neighbourhood_rename.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reorganize(request):
    """First what would happen, line by line; then, with the other button, it happens."""
    user = request.user
    require(user, Permission.ORGANIZATION_EDIT)
    form = ReorganizeForm(request.POST or None, user=user)
    changes = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("viec") == "lam":
            with refusals_in(form):
                places = form.save(by=user)
                messages.success(request, f"Đã sắp xếp: {', '.join(it.name for it in places)} tiếp nhận.")
                return redirect("organizations:unit_list")
        else:
            changes = form.preview()
    context = {"form": form, "changes": changes, "word": user.locality.neighbourhood_word}
    return render(request, "organizations/reorganize.html", context)
