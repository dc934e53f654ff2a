from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from documents.forms import DocumentCompletionForm, DocumentFilterForm
from documents.models import Document, DocumentLink, RenderJob
from organizations import completing
from organizations.permissions import Permission, can, require

PAGE_SIZE = 30


@require_safe
def document_list(request):
    documents = Document.objects.visible_to(request.user)
    form = DocumentFilterForm(request.GET, documents=documents)
    found = form.filter(documents.for_list())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang"))
    return render(request, "documents/document_list.html", {"filter_form": form, "page": page})


@require_safe
def document_detail(request, pk):
    documents = Document.objects.visible_to(request.user).select_related("issuer", "doc_type")
    document = get_object_or_404(documents, pk=pk)
    links = DocumentLink.objects.select_related(
        "source__doc_type", "source__issuer", "target__doc_type", "target__issuer"
    )
    context = {
        "document": document,
        # A plan belongs to the app above; its paper has it by related_name, if it is a plan's.
        "plan": getattr(document, "plan", None),
        "links_up": links.filter(source=document, target__in=documents).order_by("target__issued_on"),
        "links_down": links.filter(target=document, source__in=documents).order_by("source__issued_on"),
        "may_complete": _may_complete(request.user, document),
    }
    return render(request, "documents/document_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def document_complete(request, pk):
    documents = Document.objects.visible_to(request.user).select_related("issuer", "doc_type")
    document = get_object_or_404(documents, pk=pk)
    require(request.user, Permission.RECORD_COMPLETE, document.issuer)
    if not _may_complete(request.user, document):
        raise PermissionDenied("Chỉ văn bản đã ban hành, còn chỗ chưa ghi, mới bổ sung được.")
    form = DocumentCompletionForm(
        request.POST or None, instance=document, may_correct=_may_correct(request.user, document)
    )
    page = {"eyebrow": "Bổ sung văn bản", "title": document.citation, "back_url": document.get_absolute_url()}
    return completing.answer(request, form, **page)


def _may_correct(user, document):
    """Whether `user` may also change what was filled in: not so the administrator."""
    return can(user, Permission.TASK_EDIT, document.issuer)


def _may_complete(user, document):
    if document.state != Document.State.ISSUED or not can(user, Permission.RECORD_COMPLETE, document.issuer):
        return False
    return bool(document.gaps) or _may_correct(user, document)


@require_safe
def job_list(request):
    jobs = RenderJob.objects.visible_to(request.user).for_list()
    page = Paginator(jobs, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"page": page, "can_order": can(request.user, Permission.REPORT_ORDER)}
    return render(request, "documents/job_list.html", context)


@require_safe
def job_detail(request, pk):
    jobs = RenderJob.objects.visible_to(request.user).select_related("ordered_by__person")
    context = {
        "job": get_object_or_404(jobs, pk=pk),
        "can_retry": can(request.user, Permission.REPORT_ORDER),
    }
    # portal.js asks for the changing part alone; without JavaScript the page reloads itself.
    name = "documents/_job.html" if request.GET.get("phan") == "1" else "documents/job_detail.html"
    return render(request, name, context)


@require_safe
@cache_control(private=True)
def job_file(request, pk):
    jobs = RenderJob.objects.visible_to(request.user).filter(state=RenderJob.State.DONE)
    job = get_object_or_404(jobs, pk=pk)
    return file_response(job, as_attachment="xem" not in request.GET) or redirect(job)


def file_response(job, *, as_attachment) -> FileResponse | None:
    """The job's file as an answer; None where it is gone from the store, as the job's page then says."""
    file = job.open_file()
    if file is None:
        return None
    return FileResponse(
        file, as_attachment=as_attachment, filename=job.filename, content_type="application/pdf"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def job_retry(request, pk):
    """Order a failed job again; who comes by GET (back from signing in) is led to the job."""
    job = get_object_or_404(RenderJob.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect(job)
    require(request.user, Permission.REPORT_ORDER)
    # A second click finds a job that is under way already, and leads there.
    return redirect(job.retry(by=request.user) if job.state == RenderJob.State.FAILED else job)
