"""The register of public opinion: noted by who hears it, handled by who can."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from activities import registers
from activities.forms.opinions import OpinionFilterForm, OpinionForm, OpinionHandleForm
from activities.models import Opinion
from activities.views import registers as register_views
from organizations import saving
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from wardportal.editing import refusals_in


@require_safe
def opinion_list(request):
    form = OpinionFilterForm(request.GET, user=request.user)
    found = form.filter(Opinion.objects.visible_to(request.user))
    return register_views.answer(
        request,
        "activities/opinion_list.html",
        register=registers.OPINIONS,
        form=form,
        records=found.for_list(),
        places=found.by_place(),
        may_record=can_somewhere(request.user, Permission.OPINION_RECORD),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_add(request):
    require_somewhere(request.user, Permission.OPINION_RECORD)
    opinion = Opinion(locality_id=request.user.locality_id)
    return _edited(request, opinion, title="Ghi phản ánh", back_url=reverse("activities:opinion_list"))


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_edit(request, pk):
    opinion = _opinion_or_404(request.user, pk)
    require(request.user, Permission.OPINION_RECORD, opinion.unit)
    return _edited(request, opinion, title=opinion.theme, back_url=opinion.get_absolute_url())


def _edited(request, opinion, **page):
    form = OpinionForm(request.POST or None, instance=opinion, user=request.user)
    done = saving.answer(
        request,
        form,
        told="Đã ghi phản ánh của người dân.",
        to=opinion,
        fields="activities/_opinion_fields.html",
        **page,
    )
    return done or render(request, "activities/opinion_form.html", {"form": form, **page})


@require_safe
def opinion_detail(request, pk):
    opinion = _opinion_or_404(request.user, pk)
    context = {
        "opinion": opinion,
        "may_edit": can(request.user, Permission.OPINION_RECORD, opinion.unit),
        "may_handle": can(request.user, Permission.OPINION_HANDLE, opinion.unit),
        "history": AuditEntry.objects.visible_to(request.user).of(opinion).history(),
    }
    return render(request, "activities/opinion_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_handle(request, pk):
    opinion = _opinion_or_404(request.user, pk)
    require(request.user, Permission.OPINION_HANDLE, opinion.unit)
    form = OpinionHandleForm(request.POST or None, opinion=opinion)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã ghi kết quả giải quyết.")
            return redirect(opinion)
    return render(request, "activities/opinion_handle.html", {"form": form, "opinion": opinion})


def _opinion_or_404(user, pk):
    return get_object_or_404(Opinion.objects.visible_to(user).for_list(), pk=pk)
