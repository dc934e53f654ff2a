"""The ward's rules of reporting: duties, outlines, and the calendar of a year."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from organizations import saving
from organizations.audit import record, snapshot
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, require
from reports.forms.settings import DutyForm, OutlineForm, RoundForm, YearForm
from reports.models import ReportDuty, ReportOutline, Round, SuperiorWorkbook
from wardportal import dates
from wardportal.editing import conflict_page, refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def duty_list(request):
    """Duties, outlines and the calendar; by POST the calendar of a year is made."""
    user = request.user
    require(user, Permission.REPORT_SETTINGS)
    form = YearForm(request.POST or None, initial={"nam": dates.today().year})
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["nam"]
        added = Round.plan_year(user.locality, year, by=user)
        if added:
            messages.success(request, f"Đã thêm {added} đợt vào lịch báo cáo năm {year}.")
        else:
            messages.info(request, f"Lịch báo cáo năm {year} đã đủ; không có gì để thêm.")
        return redirect(f"{reverse('reports:calendar')}?nam={year}")
    context = {
        "form": form,
        "duties": ReportDuty.objects.visible_to(user).regular().for_list(),
        "outlines": ReportOutline.objects.known_to(user.locality).for_list(),
        "workbooks": SuperiorWorkbook.objects.visible_to(user).for_list(),
    }
    return render(request, "reports/duty_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def duty_add(request):
    require(request.user, Permission.REPORT_SETTINGS)
    return _duty(request, ReportDuty(locality=request.user.locality), "Thêm chế độ báo cáo")


@require_http_methods(["GET", "HEAD", "POST"])
def duty_edit(request, pk):
    require(request.user, Permission.REPORT_SETTINGS)
    duty = get_object_or_404(ReportDuty.objects.visible_to(request.user).for_list(), pk=pk)
    return _duty(request, duty, str(duty))


def _duty(request, duty, title):
    form = DutyForm(request.POST or None, instance=duty, user=request.user)
    told = "Đã lưu chế độ báo cáo. Các đợt đã có trong lịch giữ nguyên hạn; sửa ở trang “Lịch báo cáo”."
    return _edited(request, form, title, "reports/_duty_fields.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def outline_add(request):
    require(request.user, Permission.REPORT_SETTINGS)
    return _outline(request, ReportOutline(locality=request.user.locality), "Thêm mẫu báo cáo")


@require_http_methods(["GET", "HEAD", "POST"])
def outline_edit(request, pk):
    require(request.user, Permission.REPORT_SETTINGS)
    outline = ReportOutline.objects.of_ward(request.user.locality, pk)
    return _outline(request, outline, outline.name)


def _outline(request, outline, title):
    form = OutlineForm(request.POST or None, instance=outline, locality=request.user.locality)
    told = "Đã lưu mẫu báo cáo. Các đợt đã mở giữ nguyên mẫu cũ."
    return _edited(request, form, title, "reports/_outline_fields.html", told)


def _edited(request, form, title, fields, told):
    """The page of a form over one record, saved unless somebody else saved meanwhile."""
    back_url = reverse("reports:duty_list")
    page = {"title": title, "back_url": back_url}
    done = saving.answer(request, form, told=told, to=back_url, fields=fields, **page)
    return done or render(request, "reports/settings_form.html", {"form": form, "fields": fields, **page})


# --- The calendar -------------------------------------------------------------------------------------


@require_safe
def calendar(request):
    """The rounds of a year by due day: who is to know when what is due may look."""
    typed = request.GET.get("nam", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else dates.today().year
    rounds = Round.objects.visible_to(request.user)
    context = {
        "year": year,
        "heading": f"Lịch báo cáo năm {year}",
        "rounds": rounds.filter(year=year).for_list().with_counts(),
        "years": rounds.order_by("-year").values_list("year", flat=True).distinct(),
        "may_set": can(request.user, Permission.REPORT_SETTINGS),
    }
    return render(request, "reports/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_edit(request, pk):
    """Other days for a round that is not closed."""
    user = request.user
    require(user, Permission.REPORT_SETTINGS)
    round_ = get_object_or_404(Round.objects.visible_to(user).for_list(), pk=pk)
    back_url = f"{reverse('reports:calendar')}?nam={round_.year}"
    if round_.is_closed:
        messages.warning(request, "Kỳ này đã khóa nên không đổi ngày được.")
        return redirect(back_url)
    before = snapshot(round_, RoundForm.Meta.fields)
    form = RoundForm(request.POST or None, instance=round_)
    page = {"title": str(round_), "back_url": back_url}
    fields = "reports/_round_fields.html"
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if form.claim():
                form.instance.move_days()
                after = snapshot(form.instance, RoundForm.Meta.fields)
                record(by=user, action="sửa lịch báo cáo", target=round_, before=before, after=after)
                messages.success(request, "Đã lưu ngày mở, hạn nộp.")
                return redirect(back_url)
        if form.is_valid():
            saved = AuditEntry.objects.last_of(round_)
            return conflict_page(request, form, saved=saved, fields_template=fields, **page)
    return render(request, "reports/settings_form.html", {"form": form, "fields": fields, **page})
