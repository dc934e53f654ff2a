"""The month's guidance: written and sent by the ward's organizations, read and received by their branches."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.forms.guidance import (
    GuidanceFileForm,
    GuidanceFilterForm,
    GuidanceForm,
    GuidanceTaskForm,
    issuers,
)
from activities.models import Guidance, GuidanceFile
from documents.views.files import DOWNLOAD_HEADERS
from organizations import saving
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from wardportal.editing import refusals_in, refusals_told

PAGE_SIZE = 30


@require_safe
def guidance_list(request):
    form = GuidanceFilterForm(request.GET, user=request.user)
    guidance = form.filter(Guidance.objects.visible_to(request.user).with_counts().for_list())
    page = Paginator(guidance, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "is_filtered": bool(request.GET),
        "may_send": can_somewhere(request.user, Permission.GUIDANCE_SEND),
    }
    return render(request, "activities/guidance_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_new(request):
    """Whose guidance it is comes first, where one may send for several."""
    require_somewhere(request.user, Permission.GUIDANCE_SEND)
    offered = list(issuers(request.user))
    asked = request.GET.get("don-vi", "")
    issuer = offered[0] if len(offered) == 1 else next((it for it in offered if str(it.pk) == asked), None)
    if issuer is None:
        return render(request, "activities/guidance_issuers.html", {"issuers": offered})
    guidance = Guidance(locality_id=issuer.locality_id, issuer=issuer)
    return _edited(request, guidance, title="Soạn định hướng", back_url=reverse("activities:guidance_list"))


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_edit(request, pk):
    guidance = _own_or_403(request.user, pk)
    if not guidance.is_draft:
        messages.error(request, "Định hướng này đã gửi nên không sửa được nữa. Cần đổi thì gửi bản mới.")
        return redirect(guidance)
    return _edited(request, guidance, title=guidance.title, back_url=guidance.get_absolute_url())


def _edited(request, guidance, **page):
    form = GuidanceForm(request.POST or None, instance=guidance)
    done = saving.answer(
        request,
        form,
        told="Đã lưu bản đang soạn. Kèm tệp nếu có, xem lại rồi bấm “Gửi”.",
        to=guidance,
        fields="activities/_guidance_fields.html",
        **page,
    )
    return done or render(
        request, "activities/guidance_form.html", {"form": form, "guidance": guidance, **page}
    )


@require_safe
def guidance_detail(request, pk):
    user = request.user
    guidance = _guidance_or_404(user, pk)
    receipts = list(guidance.receipts.for_page())
    mine = list(guidance.receipts.of_heads(user).for_page())
    context = {
        "guidance": guidance,
        "receipts": receipts,
        "read_count": sum(receipt.read_at is not None for receipt in receipts),
        "received_count": sum(receipt.received_at is not None for receipt in receipts),
        "mine": mine,
        "is_unread": any(receipt.read_at is None for receipt in mine),
        "is_unreceived": any(receipt.received_at is None for receipt in mine),
        "files": guidance.files.all(),
        "tasks": guidance.tasks.visible_to(user).with_counts().for_page().order_by("pk"),
        "may_send": can(user, Permission.GUIDANCE_SEND, guidance.issuer),
        "history": AuditEntry.objects.visible_to(user).of(guidance).history(),
    }
    return render(request, "activities/guidance_detail.html", context)


@require_POST
def guidance_send(request, pk):
    guidance = _own_or_403(request.user, pk)
    with refusals_told(request):
        guidance.send(by=request.user)
        messages.success(request, "Đã gửi. Các đơn vị thấy định hướng này ở trang đầu của mình.")
    return redirect(guidance)


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_discard(request, pk):
    guidance = _own_or_403(request.user, pk)
    if request.method == "POST":
        with refusals_told(request):
            guidance.discard(by=request.user)
            messages.success(request, "Đã bỏ bản đang soạn.")
            return redirect("activities:guidance_list")
        return redirect(guidance)
    context = {
        "title": "Bỏ bản đang soạn này?",
        "lead": f"{guidance.title}, {guidance.period}. Bản soạn và tệp kèm mất hẳn, không lấy lại được.",
        "action": "Bỏ bản soạn",
        "back_url": guidance.get_absolute_url(),
    }
    return render(request, "documents/document_delete.html", context)


@require_POST
def guidance_read(request, pk):
    """The page tells by itself (portal.js) that a head of a branch has it open."""
    guidance = _guidance_or_404(request.user, pk)
    for receipt in guidance.receipts.of_heads(request.user):
        receipt.read(by=request.user)
    return HttpResponse(status=204)


@require_POST
def guidance_receive(request, pk):
    guidance = _guidance_or_404(request.user, pk)
    for receipt in _receipts_or_403(request.user, guidance):
        receipt.receive(by=request.user)
    messages.success(request, f"Đã ghi: đơn vị đã nhận định hướng của {guidance.issuer.name}.")
    return redirect(guidance)


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_take(request, pk):
    """The branch's own work out of the guidance; of several branches headed by one person the first."""
    guidance = _guidance_or_404(request.user, pk)
    receipt = _receipts_or_403(request.user, guidance)[0]
    form = GuidanceTaskForm(request.POST or None, receipt=receipt)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            task = form.save(by=request.user)
            messages.success(
                request, "Đã chuyển thành việc của đơn vị; việc này ở trang đầu, báo tiến độ ở đó."
            )
            return redirect(task)
    context = {"form": form, "guidance": guidance, "receipt": receipt}
    return render(request, "activities/guidance_take.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_attach(request, pk):
    guidance = _own_or_403(request.user, pk)
    is_sent = request.method == "POST"
    form = GuidanceFileForm(request.POST if is_sent else None, request.FILES or None, guidance=guidance)
    if is_sent and form.is_valid():
        with refusals_in(form):
            file = form.save(by=request.user)
            messages.success(request, f"Đã kèm tệp “{file.name}”.")
            return redirect(guidance)
    return render(request, "activities/guidance_attach.html", {"form": form, "guidance": guidance})


@require_safe
@cache_control(private=True)
def guidance_file(request, key):
    """The file as it was uploaded, always to be saved and never shown inside the portal."""
    found = _file_or_404(request.user, key)
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.content_type,
        headers=DOWNLOAD_HEADERS,
    )


@require_POST
def guidance_file_delete(request, key):
    found = _file_or_404(request.user, key)
    require(request.user, Permission.GUIDANCE_SEND, found.guidance.issuer)
    with refusals_told(request):
        found.remove(by=request.user)
        messages.success(request, f"Đã xóa tệp “{found.name}”.")
    return redirect(found.guidance)


def _guidance_or_404(user, pk):
    return get_object_or_404(Guidance.objects.visible_to(user).for_list(), pk=pk)


def _own_or_403(user, pk):
    guidance = _guidance_or_404(user, pk)
    require(user, Permission.GUIDANCE_SEND, guidance.issuer)
    return guidance


def _receipts_or_403(user, guidance):
    receipts = list(guidance.receipts.of_heads(user).for_page())
    if not receipts:
        raise PermissionDenied("Định hướng này không gửi cho đơn vị mà đồng chí đứng đầu.")
    return receipts


def _file_or_404(user, key):
    files = GuidanceFile.objects.filter(guidance__in=Guidance.objects.visible_to(user))
    return get_object_or_404(files.select_related("guidance__issuer"), key=key)
