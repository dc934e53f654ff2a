"""A plan begun, its days changed, ended, carried on, copied to another year."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from documents.forms.starting import IssuerForm, writable_units
from documents.models import Document
from organizations import saving
from organizations.models import Unit
from organizations.permissions import Permission, require, require_somewhere
from plans import copying
from plans.forms.writing import PlanCloseForm, PlanCopyForm, PlanForm, PlanReopenForm, PlanStartForm
from plans.models import Plan
from plans.views.locks import is_refused, sent_back
from wardportal.editing import refusals_in, refusals_told


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request):
    """Asked for whom first; `cu-the-hoa` is the paper that the plan makes concrete."""
    require_somewhere(request.user, Permission.DOCUMENT_DRAFT)
    superior = _superior(request)
    asking = IssuerForm(request.GET if "unit" in request.GET else None, user=request.user)
    is_choosing = "unit" in request.GET or "chon" in request.GET
    issuer = asking.issuer or (None if is_choosing else _of_ward(request.user, superior))
    back_url = superior.get_absolute_url() if superior else reverse("plans:plan_list")
    page = {"superior": superior, "back_url": back_url}
    if issuer is None:
        return render(request, "plans/plan_new.html", {"issuer_form": asking, **page})
    form = PlanStartForm(request.POST or None, issuer=issuer, superior=superior)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            plan = form.save(by=request.user)
            messages.success(request, "Đã lập dự thảo kế hoạch. Viết nội dung và thêm nhiệm vụ ở trang này.")
            return redirect(plan)
    context = {"form": form, "issuer": issuer, "may_choose": asking.only is None, **page}
    return render(request, "plans/plan_new.html", context)


def _superior(request):
    """The issued paper whose plan is begun; None where it is a plan of one's own."""
    asked = request.GET.get("cu-the-hoa")
    if not asked:
        return None
    if not asked.isdecimal():
        raise Http404
    papers = Document.objects.visible_to(request.user).filter(state=Document.State.ISSUED)
    return get_object_or_404(papers.select_related("issuer", "doc_type"), pk=asked)


def _of_ward(user, superior):
    """The ward's body right below the issuer of a superior paper, where `user` writes for it."""
    if superior is None or superior.issuer.level != Unit.Level.SUPERIOR:
        return None
    return writable_units(user).filter(parent=superior.issuer, level=Unit.Level.WARD).first()


@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request, pk):
    plan = _plan_or_404(request.user, pk)
    require(request.user, Permission.DOCUMENT_DRAFT, plan.document.issuer)
    refusal = plan.why_no_change("sửa thời gian")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, plan)
    page = {"title": "Thời gian thực hiện", "back_url": plan.get_absolute_url()}
    form = PlanForm(request.POST or None, instance=plan)
    how = {"told": "Đã lưu thời gian thực hiện.", "fields": "plans/_plan_fields.html", "skips_same": True}
    done = not is_refused(request, refusal, plan) and saving.answer(request, form, to=plan, **how, **page)
    return done or render(
        request, "plans/plan_form.html", {"form": form, "plan": plan, "action": "Lưu", "lead": "", **page}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_close(request, pk):
    plan = _plan_or_404(request.user, pk)
    require(request.user, Permission.PLAN_CLOSE, plan.document.issuer)
    form = PlanCloseForm(request.POST if request.method == "POST" else None, plan=plan)
    page = {
        "title": "Kết thúc kế hoạch",
        "lead": "Sau đó không sửa nhiệm vụ, không báo tiến độ được nữa; mọi điều đã ghi còn nguyên.",
        "action": "Kết thúc kế hoạch",
    }
    return _answered(request, form, plan, "Đã kết thúc kế hoạch.", page)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_reopen(request, pk):
    plan = _plan_or_404(request.user, pk)
    require(request.user, Permission.PLAN_CLOSE, plan.document.issuer)
    form = PlanReopenForm(request.POST if request.method == "POST" else None, plan=plan)
    page = {
        "title": "Mở lại kế hoạch",
        "lead": "Các đơn vị lại báo tiến độ được; lý do mở lại được ghi vào nhật ký.",
        "action": "Mở lại kế hoạch",
    }
    return _answered(request, form, plan, "Đã mở lại kế hoạch.", page)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_copy(request, pk):
    plan = _plan_or_404(request.user, pk)
    require(request.user, Permission.DOCUMENT_DRAFT, plan.document.issuer)
    form = PlanCopyForm(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_valid():
        with refusals_in(form):
            copied = form.save(by=request.user)
            for sentence in copied.sentences:
                messages.success(request, sentence)
            return redirect(copied.plan)
    page = {
        "title": "Chép kế hoạch này sang năm mới",
        "lead": "Nội dung, nhiệm vụ, đơn vị được giao chép thành một dự thảo mới, các ngày dời đúng số năm. "
        "Tiến độ, số và ngày ban hành không chép theo.",
        "action": "Chép thành dự thảo",
    }
    return _form_page(request, form, plan, page)


@require_POST
def plan_replace(request, pk):
    plan = _plan_or_404(request.user, pk)
    require(request.user, Permission.DOCUMENT_DRAFT, plan.document.issuer)
    with refusals_told(request):
        copied = copying.begin_replacement(plan, by=request.user)
        messages.success(request, f"Dự thảo này sẽ thay thế {plan} khi được ban hành.")
        for sentence in copied.sentences:
            messages.success(request, sentence)
        return redirect(copied.plan)
    return redirect(plan)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_delete(request, pk):
    plan = _plan_or_404(request.user, pk)
    require(request.user, Permission.DOCUMENT_DRAFT, plan.document.issuer)
    if request.method == "POST":
        with refusals_told(request):
            plan.discard(by=request.user)
            messages.success(request, "Đã xóa dự thảo kế hoạch.")
            return redirect("plans:plan_list")
        return redirect("plans:plan_detail", pk)
    context = {
        "title": "Xóa dự thảo kế hoạch này?",
        "lead": f"{plan}. Nội dung, nhiệm vụ, chỉ tiêu của dự thảo mất hẳn, không lấy lại được.",
        "action": "Xóa dự thảo",
        "back_url": plan.get_absolute_url(),
    }
    return render(request, "documents/document_delete.html", context)


def _answered(request, form, plan, said, page):
    """The plan again after a verb that the form carries out, else the form with what was refused."""
    if form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, said)
            return redirect(plan)
    return _form_page(request, form, plan, page)


def _form_page(request, form, plan, page):
    context = {"form": form, "plan": plan, "back_url": plan.get_absolute_url(), **page}
    return render(request, "plans/plan_form.html", context)


def _plan_or_404(user, pk) -> Plan:
    plans = Plan.objects.visible_to(user).for_list().select_related("document__locality")
    return get_object_or_404(plans, pk=pk)
