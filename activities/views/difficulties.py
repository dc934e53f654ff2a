"""The register of difficulties: raised, put on an agenda, answered, turned into a task, ended."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.forms.difficulties import (
    AnswerForm,
    CloseForm,
    ConfirmForm,
    DifficultyAssignForm,
    DifficultyFilterForm,
    DifficultyForm,
)
from activities.models import Difficulty
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from plans import chain
from wardportal import sheets
from wardportal.editing import refusals_in, refusals_told

PAGE_SIZE = 30
# The register in Excel.
COLUMNS = [
    sheets.Column("Ngày nêu", 12, lambda it: it.raised_on),
    sheets.Column("Đơn vị nêu", 28, lambda it: it.unit.name),
    sheets.Column("Khó khăn, vướng mắc", 50, lambda it: it.text),
    sheets.Column("Kiến nghị, đề xuất", 36, lambda it: it.proposal),
    sheets.Column("Khi làm nhiệm vụ", 36, lambda it: it.task.title if it.task else ""),
    sheets.Column("Tình trạng", 16, lambda it: it.state_label),
    sheets.Column("Số ngày chờ", 9, lambda it: it.days_waited),
    sheets.Column("Trả lời", 50, lambda it: it.answer),
    sheets.Column("Ngày trả lời", 12, lambda it: it.answered_on),
    sheets.Column("Ghi chú", 14, lambda it: "Dữ liệu mẫu" if it.is_sample else ""),
]


@require_safe
def difficulty_list(request):
    form = DifficultyFilterForm(request.GET, user=request.user)
    seen = Difficulty.objects.visible_to(request.user)
    found = form.filter(seen.for_list())
    if request.GET.get("dinh-dang") == "xlsx":
        return sheets.download(
            sheets.listing("KHÓ KHĂN, VƯỚNG MẮC", COLUMNS, found), "Khó khăn, vướng mắc.xlsx"
        )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "session_count": seen.for_session().count(),
        "is_filtered": bool(request.GET),
        "sheet_url": sheets.url(request.GET),
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
            messages.success(request, "Đã ghi khó khăn, vướng mắc; đang chờ trả lời.")
            return redirect(difficulty)
    return render(request, "activities/difficulty_raise.html", {"form": form})


@require_safe
def difficulty_detail(request, pk):
    user = request.user
    difficulty = _difficulty_or_404(user, pk)
    proposals = _proposals(difficulty)
    context = {
        "difficulty": difficulty,
        "links": _chain(difficulty, proposals, user),
        "proposals": proposals,
        "sessions": _sessions(difficulty),
        "follow_up": difficulty.follow_up.visible_to(user).for_page(),
        "steps": difficulty.steps.select_related("taken_by__person"),
        "history": AuditEntry.objects.visible_to(user).of(difficulty).history(),
        **_may(user, difficulty),
    }
    return render(request, "activities/difficulty_detail.html", context)


def _sessions(difficulty):
    """The agenda item of the last meeting that is to treat it, or did; none of one that was put off."""
    items = difficulty.agenda_items.filter(meeting__cancelled_at=None).select_related("meeting")
    return list(items.order_by("-meeting__starts_at", "-pk")[:1])


def _may(user, difficulty):
    """What `user` is offered on the page of the difficulty as it stands."""
    may_answer = difficulty.may_be_answered_by(user)
    is_answered = difficulty.state == Difficulty.State.ANSWERED
    may_schedule = can(user, Permission.DIFFICULTY_SCHEDULE, difficulty.unit)
    return {
        "may_answer": difficulty.is_open and may_answer,
        "may_schedule": difficulty.state == Difficulty.State.OPEN and may_schedule,
        "may_unschedule": difficulty.state == Difficulty.State.SESSION and may_schedule,
        "may_assign": not difficulty.is_ended and _may_assign(user, difficulty),
        "may_close": not difficulty.is_ended and may_answer,
        "may_confirm": is_answered and can(user, Permission.DIFFICULTY_CONFIRM, difficulty.unit),
    }


def _may_assign(user, difficulty):
    """Giving it out as a task answers it: who may not answer waits until somebody has."""
    if not can(user, Permission.DIFFICULTY_ASSIGN, difficulty.unit):
        return False
    return not difficulty.is_open or difficulty.may_be_answered_by(user)


def _difficulty_or_404(user, pk):
    return get_object_or_404(Difficulty.objects.visible_to(user).for_list(), pk=pk)


def _proposals(difficulty):
    found = difficulty.proposals.select_related("meeting", "unit").prefetch_related("conclusions")
    return list(found.order_by("pk"))


def _chain(difficulty, proposals, user, *, here=""):
    """From the plan to the difficulty, and on to the meetings where something was proposed and adopted."""
    above = chain.to_task(difficulty.task, user) if difficulty.task else []
    meetings = dict.fromkeys(proposal.meeting for proposal in proposals)
    conclusions = dict.fromkeys(found for proposal in proposals for found in proposal.conclusions.all())
    return [
        *above,
        chain.link("Khó khăn", difficulty.get_absolute_url(), is_here=not here),
        *([chain.link(here, is_here=True)] if here else []),
        *chain.abreast([chain.to_meeting(it, hint="Đề xuất tại") for it in meetings]),
        *chain.abreast([chain.solution(it) for it in conclusions]),
    ]


def _page_of(request, difficulty, form, *, here, action, lead):
    """The page of one form about the difficulty, under its whole story."""
    if request.method == "POST":
        difficulty.refresh_from_db()
    proposals = _proposals(difficulty)
    context = {
        "form": form,
        "difficulty": difficulty,
        "proposals": proposals,
        "links": _chain(difficulty, proposals, request.user, here=here),
        "eyebrow": here,
        "action": action,
        "lead": lead,
    }
    return render(request, "activities/difficulty_form.html", context)


def _require_answerer(user, difficulty):
    if not difficulty.may_be_answered_by(user):
        require(user, Permission.DIFFICULTY_ANSWER, difficulty.unit)


@require_http_methods(["GET", "HEAD", "POST"])
def difficulty_answer(request, pk):
    difficulty = _difficulty_or_404(request.user, pk)
    _require_answerer(request.user, difficulty)
    if request.method == "GET" and not difficulty.is_open:
        return redirect(difficulty)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            difficulty.give_answer(form.cleaned_data["answer"], by=request.user)
            messages.success(request, "Đã trả lời; đơn vị nêu khó khăn sẽ thấy câu trả lời này.")
            return redirect(difficulty)
    lead = "Đơn vị đọc câu trả lời ở trang đầu, rồi cho biết đã gỡ xong hay chưa."
    return _page_of(request, difficulty, form, here="Trả lời", action="Gửi câu trả lời", lead=lead)


@require_POST
def difficulty_schedule(request, pk):
    """On the agenda of the next working session, or (`bo`) off it again."""
    difficulty = _difficulty_or_404(request.user, pk)
    require(request.user, Permission.DIFFICULTY_SCHEDULE, difficulty.unit)
    with refusals_told(request):
        if "bo" in request.POST:
            difficulty.take_off_agenda(by=request.user)
            messages.success(request, "Đã đưa khó khăn này ra khỏi phiên làm việc; vẫn đang chờ trả lời.")
        else:
            difficulty.put_on_agenda(by=request.user)
            messages.success(request, "Đã đưa vào phiên làm việc tới của Thường trực.")
    return redirect(difficulty)


@require_http_methods(["GET", "HEAD", "POST"])
def difficulty_assign(request, pk):
    difficulty = _difficulty_or_404(request.user, pk)
    require(request.user, Permission.DIFFICULTY_ASSIGN, difficulty.unit)
    if not difficulty.is_ended and not _may_assign(request.user, difficulty):
        raise PermissionDenied("Khó khăn này chưa được trả lời; chờ người có quyền trả lời hoặc giao việc.")
    if request.method == "GET" and difficulty.is_ended:
        return redirect(difficulty)
    form = DifficultyAssignForm(request.POST or None, difficulty=difficulty, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã giao nhiệm vụ; đơn vị chủ trì thấy việc này ở trang đầu.")
            return redirect(difficulty)
    lead = "Nhiệm vụ không thuộc kế hoạch nào, gắn với khó khăn này; đơn vị nêu theo dõi được."
    return _page_of(request, difficulty, form, here="Giao thành nhiệm vụ", action="Giao nhiệm vụ", lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def difficulty_close(request, pk):
    difficulty = _difficulty_or_404(request.user, pk)
    _require_answerer(request.user, difficulty)
    if request.method == "GET" and difficulty.is_ended:
        return redirect(difficulty)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            difficulty.close(form.cleaned_data["reason"], by=request.user)
            messages.success(request, "Đã kết thúc khó khăn này; đơn vị đã nêu thấy lý do.")
            return redirect(difficulty)
    lead = "Dùng khi nêu trùng, không còn nữa, hoặc ngoài thẩm quyền; không chờ đơn vị xác nhận."
    return _page_of(request, difficulty, form, here="Kết thúc", action="Kết thúc khó khăn", lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def difficulty_confirm(request, pk):
    difficulty = _difficulty_or_404(request.user, pk)
    require(request.user, Permission.DIFFICULTY_CONFIRM, difficulty.unit)
    if request.method == "GET" and difficulty.state != Difficulty.State.ANSWERED:
        return redirect(difficulty)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(difficulty, by=request.user)
            is_solved = difficulty.state == Difficulty.State.SOLVED
            messages.success(
                request, "Đã ghi: gỡ xong." if is_solved else "Đã ghi: chưa gỡ được, đang chờ trả lời lại."
            )
            return redirect(difficulty)
    lead = "Nói thật: chưa gỡ được thì khó khăn này được xem lại, các lần trả lời trước vẫn còn."
    return _page_of(request, difficulty, form, here="Đã gỡ xong chưa", action="Gửi", lead=lead)
