"""The registers of supervision, criticism and contributions, and of what was recommended."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from activities import registers
from activities.forms.supervision import (
    RecommendationFilterForm,
    RecommendationForm,
    ReplyForm,
    SupervisionFilterForm,
    SupervisionForm,
)
from activities.models import Recommendation, Supervision
from activities.views import registers as register_views
from organizations import saving
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from wardportal.editing import refusals_in


@require_safe
def supervision_list(request):
    form = SupervisionFilterForm(request.GET, user=request.user)
    seen = Supervision.objects.visible_to(request.user)
    return register_views.answer(
        request,
        "activities/supervision_list.html",
        register=registers.SUPERVISIONS,
        form=form,
        records=form.filter(seen.with_counts().for_list()),
        may_record=can_somewhere(request.user, Permission.SUPERVISION_RECORD),
    )


@require_safe
def recommendation_list(request):
    form = RecommendationFilterForm(request.GET, user=request.user)
    seen = Recommendation.objects.visible_to(request.user)
    return register_views.answer(
        request,
        "activities/recommendation_list.html",
        register=registers.RECOMMENDATIONS,
        form=form,
        records=form.filter(seen.for_list()),
        overdue_count=seen.overdue().count(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_add(request):
    require_somewhere(request.user, Permission.SUPERVISION_RECORD)
    supervision = Supervision(locality_id=request.user.locality_id)
    back_url = reverse("activities:supervision_list")
    return _edited(request, supervision, title="Ghi giám sát, phản biện, góp ý", back_url=back_url)


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_edit(request, pk):
    supervision = _own_or_403(request.user, pk)
    return _edited(request, supervision, title=supervision.title, back_url=supervision.get_absolute_url())


def _edited(request, supervision, **page):
    form = SupervisionForm(request.POST or None, instance=supervision, user=request.user)
    done = saving.answer(
        request,
        form,
        told="Đã lưu. Có kiến nghị thì ghi ở trang này, kèm hạn trả lời.",
        to=supervision,
        fields="activities/_supervision_fields.html",
        **page,
    )
    return done or render(request, "activities/supervision_form.html", {"form": form, **page})


@require_safe
def supervision_detail(request, pk):
    supervision = _supervision_or_404(request.user, pk)
    context = {
        "supervision": supervision,
        "recommendations": supervision.recommendations.select_related("supervision", "recorded_by__person"),
        "paper": _paper(request.user, supervision),
        "may_record": can(request.user, Permission.SUPERVISION_RECORD, supervision.lead_unit),
        "history": AuditEntry.objects.visible_to(request.user).of(supervision).history(),
    }
    return render(request, "activities/supervision_detail.html", context)


def _paper(user, supervision):
    """The linked paper, where `user` may see it."""
    if supervision.document_id is None:
        return None
    papers = type(supervision.document).objects.visible_to(user).select_related("doc_type")
    return papers.filter(pk=supervision.document_id).first()


@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_add(request, pk):
    supervision = _own_or_403(request.user, pk)
    form = RecommendationForm(request.POST or None, supervision=supervision)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            recommendation = form.save(by=request.user)
            messages.success(request, "Đã ghi kiến nghị; quá hạn chưa trả lời thì hiện ở trang đầu.")
            return redirect(recommendation)
    context = {"form": form, "supervision": supervision, "title": "Ghi kiến nghị", "action": "Ghi kiến nghị"}
    return render(request, "activities/recommendation_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_reply(request, pk):
    seen = Recommendation.objects.visible_to(request.user).for_list()
    recommendation = get_object_or_404(seen, pk=pk)
    supervision = recommendation.supervision
    require(request.user, Permission.SUPERVISION_RECORD, supervision.lead_unit)
    page = {"title": f"Trả lời kiến nghị {recommendation.order}", "back_url": supervision.get_absolute_url()}
    form = ReplyForm(request.POST or None, instance=recommendation)
    done = saving.answer(
        request,
        form,
        told="Đã ghi trả lời kiến nghị.",
        to=recommendation,
        fields="activities/_reply_fields.html",
        log=supervision,
        **page,
    )
    context = {"form": form, "supervision": supervision, "recommendation": recommendation, **page}
    context["action"] = "Ghi trả lời"
    return done or render(request, "activities/recommendation_form.html", context)


def _supervision_or_404(user, pk):
    return get_object_or_404(Supervision.objects.visible_to(user).for_list(), pk=pk)


def _own_or_403(user, pk):
    supervision = _supervision_or_404(user, pk)
    require(user, Permission.SUPERVISION_RECORD, supervision.lead_unit)
    return supervision
