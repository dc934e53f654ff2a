"""The catalogue of indicators: read by all, kept by the administrators."""

from django.core.paginator import Paginator
from django.db.models import Max
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from indicators.forms.catalogue import IndicatorFilterForm, IndicatorForm
from indicators.models import Indicator
from indicators.periods import month_to_fill
from organizations import saving
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, require

PAGE_SIZE = 30


@require_safe
def indicator_list(request):
    form = IndicatorFilterForm(request.GET)
    indicators = form.filter(Indicator.objects.visible_to(request.user).for_list())
    page = Paginator(indicators, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "is_filtered": bool(request.GET),
        "may_edit": can(request.user, Permission.INDICATOR_EDIT),
        "month": month_to_fill(),
    }
    return render(request, "indicators/indicator_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_add(request):
    require(request.user, Permission.INDICATOR_EDIT)
    indicators = Indicator.objects.visible_to(request.user)
    last = indicators.aggregate(last=Max("order"))["last"] or 0
    indicator = Indicator(locality_id=request.user.locality_id, order=last + 1)
    return _answer(request, indicator, title="Thêm chỉ số", eyebrow="")


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_edit(request, pk):
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.INDICATOR_EDIT)
    history = AuditEntry.objects.visible_to(request.user).of(indicator).history()
    return _answer(request, indicator, title=indicator.name, eyebrow="Sửa chỉ số", history=history)


def _answer(request, indicator, **page):
    """The form of one indicator; saved, it leads back to the catalogue."""
    back_url = reverse("indicators:indicator_list")
    form = IndicatorForm(request.POST or None, instance=indicator)
    done = saving.answer(
        request,
        form,
        told=lambda _: f"Đã lưu chỉ số “{indicator.name}”.",
        to=back_url,
        fields="indicators/_indicator_fields.html",
        title=page["title"],
        back_url=back_url,
    )
    return done or render(
        request, "indicators/indicator_form.html", {"form": form, "back_url": back_url, **page}
    )
