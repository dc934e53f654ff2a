"""The register of difficulties: raised, read, answered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from activities.forms.difficulties import AnswerForm, DifficultyFilterForm, DifficultyForm
from activities.models import Difficulty
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from plans import chain
from wardportal.editing import refusals_in

PAGE_SIZE = 30


@require_safe
def difficulty_list(request):
    form = DifficultyFilterForm(request.GET)
    difficulties = form.filter(Difficulty.objects.visible_to(request.user).for_list())
    page = Paginator(difficulties, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "is_filtered": bool(request.GET),
        "may_raise": can_somewhere(request.user, Permission.DIFFICULTY_RAISE),
    }
    return render(request, "activities/difficulty_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def difficulty_raise(request):
    require_somewhere(request.user, Permission.DIFFICULTY_RAISE)
    form = DifficultyForm(
        request.POST or None, user=request.user, initial={"task": request.GET.get("nhiem-vu")}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            difficulty = form.save(by=request.user)
            messages.success(request, "Đã ghi khó khăn, vướng mắc; đang chờ Thường trực Đảng ủy trả lời.")
            return redirect(difficulty)
    return render(request, "activities/difficulty_raise.html", {"form": form})


@require_safe
def difficulty_detail(request, pk):
    user = request.user
    difficulty = get_object_or_404(Difficulty.objects.visible_to(user).for_list(), pk=pk)
    proposals = _proposals(difficulty)
    context = {
        "difficulty": difficulty,
        "links": _chain(difficulty, proposals, user),
        "proposals": proposals,
        "history": AuditEntry.objects.visible_to(user).of(difficulty).history(),
        "may_answer": difficulty.is_open and can(user, Permission.DIFFICULTY_ANSWER, difficulty.unit),
    }
    return render(request, "activities/difficulty_detail.html", context)


def _proposals(difficulty):
    found = difficulty.proposals.select_related("meeting", "unit").prefetch_related("conclusions")
    return list(found.order_by("pk"))


def _chain(difficulty, proposals, user, *, is_answering=False):
    """From the plan to the difficulty, and on to the meetings where something was proposed and adopted."""
    above = chain.to_task(difficulty.task, user) if difficulty.task else []
    meetings = dict.fromkeys(proposal.meeting for proposal in proposals)
    conclusions = dict.fromkeys(found for proposal in proposals for found in proposal.conclusions.all())
    return [
        *above,
        chain.link("Khó khăn", difficulty.get_absolute_url(), is_here=not is_answering),
        *([chain.link("Trả lời", is_here=True)] if is_answering else []),
        *chain.abreast([chain.to_meeting(it, hint="Đề xuất tại") for it in meetings]),
        *chain.abreast([chain.solution(it) for it in conclusions]),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def difficulty_answer(request, pk):
    difficulty = get_object_or_404(Difficulty.objects.visible_to(request.user).for_list(), pk=pk)
    require(request.user, Permission.DIFFICULTY_ANSWER, difficulty.unit)
    if request.method == "GET" and not difficulty.is_open:
        return redirect(difficulty)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            difficulty.give_answer(form.cleaned_data["answer"], by=request.user)
            messages.success(request, "Đã trả lời; đơn vị nêu khó khăn sẽ thấy câu trả lời này.")
            return redirect(difficulty)
        difficulty.refresh_from_db()
    proposals = _proposals(difficulty)
    links = _chain(difficulty, proposals, request.user, is_answering=True)
    context = {"form": form, "difficulty": difficulty, "proposals": proposals, "links": links}
    return render(request, "activities/difficulty_answer.html", context)
