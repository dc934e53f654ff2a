"""Sơ kết, tổng kết: the list, a review's page with its figures, its frame, the official's words."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import saving
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from plans import chain
from plans.models import Plan
from reports.forms.reviews import ReviewForm, WordsForm
from reports.headings import HEADINGS
from reports.models import Review, ReviewContribution
from wardportal.editing import conflict_page, refusals_in, refusals_told

PAGE_SIZE = 30


@require_safe
def review_list(request):
    user = request.user
    reviews = Review.objects.visible_to(user).for_list().with_counts()
    context = {
        "page": Paginator(reviews, PAGE_SIZE).get_page(request.GET.get("trang")),
        "asked": ReviewContribution.objects.maybe_actionable(user),
        "may_begin": can_somewhere(user, Permission.REVIEW_DRAFT),
    }
    return render(request, "reports/review_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_create(request):
    require_somewhere(request.user, Permission.REVIEW_DRAFT)
    chosen = [int(pk) for pk in request.GET.getlist("ke-hoach") if pk.isdecimal() and len(pk) < 10]
    form = ReviewForm(request.POST or None, instance=Review(), user=request.user, plans=chosen)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            review = form.save(by=request.user)
            asked = review.contributions.count()
            messages.success(request, f"Đã lập dự thảo báo cáo và mời {asked} đơn vị góp ý.")
            return redirect(review)
    context = {"form": form, "title": "Lập sơ kết, tổng kết", "links": [], "action": "Lập dự thảo"}
    context["back_url"] = reverse("reports:review_list")
    return render(request, "reports/review_form.html", context)


@require_safe
def review_detail(request, pk):
    user = request.user
    review = _review_or_404(user, pk)
    live = review.live_figures() if review.is_open else review.figures
    contributions = list(review.contributions.for_list())
    may_draft = review.is_open and can(user, Permission.REVIEW_DRAFT, review.document.issuer)
    context = {
        "review": review,
        "document": review.document,
        "links": _chain(review, user),
        "figures": live,
        "is_stale": live != review.figures,
        "sent": [it for it in contributions if it.is_sent],
        "waiting": [
            (it, review.is_open and can(user, Permission.REVIEW_CONTRIBUTE, it.unit))
            for it in contributions
            if not it.is_sent
        ],
        "asked_count": len(contributions),
        "may_draft": may_draft,
        "unwritten": review.unwritten if may_draft else [],
        "missing": _other_gaps(review, user) if may_draft else [],
        "history": AuditEntry.objects.visible_to(user).of(review, *contributions).history(with_target=True),
    }
    return render(request, "reports/review_detail.html", context)


def _other_gaps(review, user) -> list[str]:
    """What keeps the report from being submitted beside the headings without words."""
    told = [f"[[{heading.mark}]]" for heading in review.unwritten]
    return [it for it in review.document.missing_for(user) if not any(mark in it for mark in told)]


@require_http_methods(["GET", "HEAD", "POST"])
def review_edit(request, pk):
    review = _review_or_404(request.user, pk)
    require(request.user, Permission.REVIEW_DRAFT, review.document.issuer)
    if request.method != "POST" and not review.is_open:
        return _told_fixed(request, review)
    form = ReviewForm(request.POST or None, instance=review, user=request.user)
    page = {"title": str(review), "back_url": review.get_absolute_url()}
    told, fields = "Đã lưu; số liệu trong báo cáo được lấy lại theo kỳ này.", "reports/_review_fields.html"
    done = saving.answer(request, form, told=told, to=review, fields=fields, **page)
    links = [*_chain(review, request.user)[:-1], chain.link("Sửa", is_here=True)]
    return done or render(
        request, "reports/review_form.html", {"form": form, "links": links, "action": "Lưu", **page}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_words(request, pk):
    """The official's words beside those of the units; `dua-vao` also puts some of these into the text."""
    review = _review_or_404(request.user, pk)
    require(request.user, Permission.REVIEW_DRAFT, review.document.issuer)
    if request.method != "POST" and not review.is_open:
        return _told_fixed(request, review)
    contributions = list(review.contributions.for_list())
    form = WordsForm(request.POST or None, instance=review)
    page = {"title": "Soạn lời báo cáo", "back_url": review.get_absolute_url()}
    if request.method == "POST" and (answer := _words_saved(request, form, contributions, page)):
        return answer
    context = {
        "form": form,
        "review": review,
        "rows": [_words_row(form, heading, contributions) for heading in HEADINGS],
        "sent_count": sum(it.is_sent for it in contributions),
        "waiting": [it.unit.short_name for it in contributions if not it.is_sent],
        "asked_count": len(contributions),
        "links": [*_chain(review, request.user)[:-1], chain.link("Soạn lời", is_here=True)],
        **page,
    }
    return render(request, "reports/review_words.html", context)


def _words_saved(request, form, contributions, page):
    """Where to go once they are saved, or the page of a conflict; None where something has to be mended."""
    if not form.is_valid():
        return None
    review = form.instance
    adopted = _adopt(review, contributions, request.POST.get("dua-vao", ""))
    with refusals_in(form):
        if form.claim():
            form.save(by=request.user)
            messages.success(request, adopted or "Đã lưu lời báo cáo.")
            return redirect(_next_url(request, review))
    if not form.is_valid():
        return None
    saved, fields = AuditEntry.objects.last_of(review), "reports/_words_fields.html"
    return conflict_page(request, form, saved=saved, fields_template=fields, **page)


def _next_url(request, review):
    """Back to the heading under which something was put in; to the review's page after a plain saving."""
    field = request.POST.get("dua-vao", "").partition("-")[0]
    where = f"{request.path}#{field}"
    return where if field else review.get_absolute_url()


def _adopt(review, contributions, wanted) -> str:
    """Put into the text what the button `wanted` ("limits-12"; "limits": of all) says; what was done."""
    field, _, pk = wanted.partition("-")
    if field not in {heading.field for heading in HEADINGS if heading.is_gathered}:
        return ""
    chosen = [it for it in contributions if it.is_sent and (not pk or str(it.pk) == pk)]
    added = [it.unit.short_name for it in chosen if review.adopt(it, field)]
    return f"Đã đưa vào lời của {', '.join(added)}." if added else "Lời này đã có trong báo cáo."


def _words_row(form, heading, contributions):
    """One heading: the official's field and, where the units are asked, what those who sent say."""
    said = [(it, getattr(it, heading.field)) for it in contributions if it.is_sent and heading.is_gathered]
    return {"heading": heading, "field": form[heading.field], "said": [row for row in said if row[1]]}


@require_POST
def review_refresh(request, pk):
    """The figures anew into the paper; the units that got work since are asked too."""
    review = _review_or_404(request.user, pk)
    require(request.user, Permission.REVIEW_DRAFT, review.document.issuer)
    if not review.is_open:
        return _told_fixed(request, review)
    asked = review.ask()
    is_changed = review.take_figures()
    more = f" Mời thêm {asked} đơn vị góp ý." if asked else ""
    messages.success(
        request, ("Đã đưa số liệu mới vào bản in." if is_changed else "Số liệu không có gì đổi.") + more
    )
    return redirect(review)


@require_http_methods(["GET", "HEAD", "POST"])
def review_delete(request, pk):
    review = _review_or_404(request.user, pk)
    require(request.user, Permission.REVIEW_DRAFT, review.document.issuer)
    if not review.is_open:
        return _told_fixed(request, review)
    if request.method == "POST":
        with refusals_told(request):
            review.discard(by=request.user)
            messages.success(request, "Đã xóa dự thảo sơ kết.")
            return redirect("reports:review_list")
        return redirect(review)
    context = {
        "title": "Xóa dự thảo sơ kết này?",
        "lead": f"{review}. Bản thảo báo cáo và lời các đơn vị đã góp mất hẳn, không lấy lại được.",
        "action": "Xóa dự thảo",
        "back_url": review.get_absolute_url(),
    }
    return render(request, "documents/document_delete.html", context)


# --- Shared -------------------------------------------------------------------------------------------


def _review_or_404(user, pk) -> Review:
    return get_object_or_404(Review.objects.visible_to(user).for_list(), pk=pk)


def _chain(review, user):
    """From the superior's programme over the plans (and the meeting) to the review."""
    plans = list(Plan.objects.visible_to(user).filter(reviews=review).for_list().order_by("starts_on", "pk"))
    meetings = [chain.to_meeting(review.meeting)] if review.meeting else []
    here = chain.link(review.get_kind_display().capitalize(), review.get_absolute_url(), hint="Báo cáo")
    return chain.here([*chain.to_plans(plans, user), *meetings, here])


def _told_fixed(request, review):
    messages.warning(request, "Báo cáo đã trình hoặc đã ban hành nên lời và số liệu không đổi được nữa.")
    return redirect(review)
