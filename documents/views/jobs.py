"""The jobs that render papers: their state, their files, and once more."""

from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from documents.models import RenderJob
from organizations.permissions import Permission, can, require

PAGE_SIZE = 30


@require_safe
def job_list(request):
    jobs = RenderJob.objects.visible_to(request.user).for_list()
    page = Paginator(jobs, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"page": page, "can_order": can(request.user, Permission.REPORT_ORDER)}
    return render(request, "documents/job_list.html", context)


@require_safe
def job_detail(request, pk):
    jobs = RenderJob.objects.visible_to(request.user).select_related("ordered_by__person")
    job = get_object_or_404(jobs, pk=pk)
    context = {"job": job, "can_retry": job.may_retry(request.user)}
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
    return FileResponse(file, as_attachment=as_attachment, filename=job.filename)


@require_http_methods(["GET", "HEAD", "POST"])
def job_retry(request, pk):
    """Order a failed job again; who comes by GET (back from signing in) is led to the job."""
    job = get_object_or_404(RenderJob.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect(job)
    if not job.may_retry(request.user):
        require(request.user, Permission.REPORT_ORDER)
    # A second click finds a job that is under way already, and leads there.
    return redirect(job.retry(by=request.user) if job.state == RenderJob.State.FAILED else job)


def is_only_a_look(request) -> bool:
    """Whether nobody asked for the file itself: nothing is ordered then."""
    return request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", "")


def see_other(where, *args):
    """A redirect (303) to what is not the file itself."""
    answer = redirect(where, *args)
    answer.status_code = 303
    return answer
