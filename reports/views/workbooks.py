"""Superiors' workbooks: brought, mapped, and handed out filled."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import saving
from organizations.permissions import Permission, require
from reports import superior_sheets
from reports.forms.workbooks import WorkbookForm, WorkbookUploadForm
from reports.models import SuperiorWorkbook
from reports.views.periods import period_or_404
from wardportal.editing import refusals_in, refusals_told
from wardportal.sheets import download


@require_http_methods(["GET", "HEAD", "POST"])
def workbook_add(request):
    require(request.user, Permission.REPORT_SETTINGS)
    is_sent = request.method == "POST"
    form = WorkbookUploadForm(
        request.POST if is_sent else None,
        request.FILES or None,
        instance=SuperiorWorkbook(locality=request.user.locality),
    )
    if is_sent and form.is_valid():
        with refusals_in(form):
            workbook = form.save(by=request.user)
            messages.success(request, "Đã nhận biểu. Giờ chọn mỗi cột ghi số nào.")
            return redirect(workbook)
    return render(request, "reports/workbook_form.html", {"form": form, "title": "Thêm biểu của cấp trên"})


@require_http_methods(["GET", "HEAD", "POST"])
def workbook_edit(request, pk):
    require(request.user, Permission.REPORT_SETTINGS)
    workbook = _workbook_or_404(request.user, pk)
    form = WorkbookForm(request.POST or None, instance=workbook)
    page = {"title": str(workbook), "back_url": workbook.get_absolute_url()}
    done = saving.answer(
        request,
        form,
        told="Đã lưu. Biểu đã điền tải ở trang kỳ báo cáo.",
        to="reports:duty_list",
        fields="reports/_compose_fields.html",
        **page,
    )
    return done or render(request, "reports/workbook_form.html", {"form": form, "workbook": workbook, **page})


@require_POST
def workbook_remove(request, pk):
    require(request.user, Permission.REPORT_SETTINGS)
    workbook = _workbook_or_404(request.user, pk)
    workbook.remove(by=request.user)
    messages.success(request, f"Đã xóa biểu “{workbook.name}”.")
    return redirect("reports:duty_list")


@require_safe
def workbook_filled(request, period, pk):
    """The superior's file with the figures of the period."""
    require(request.user, Permission.REPORT_ORDER)
    period = period_or_404(period)
    workbook = _workbook_or_404(request.user, pk)
    with refusals_told(request):
        content = superior_sheets.filled(workbook, period)
        return download(content, f"{workbook.name}, {period.label}.xlsx".replace("/", "-"))
    return redirect("reports:period_detail", period.slug)


def _workbook_or_404(user, pk) -> SuperiorWorkbook:
    return get_object_or_404(SuperiorWorkbook.objects.visible_to(user).select_related("locality"), pk=pk)
