"""What a unit has to say for a review, written on a phone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organizations.models import AuditEntry
from organizations.permissions import Permission, require
from reports.forms.reviews import ContributionForm
from reports.models import ReviewContribution
from wardportal.editing import conflict_page, refusals_in

SENT = "Đã gửi góp ý; người soạn báo cáo thấy ngay."
KEPT = "Đã giữ lại, chưa gửi. Khi xong hãy bấm “Gửi góp ý”."


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_edit(request, pk):
    user = request.user
    contribution = get_object_or_404(ReviewContribution.objects.visible_to(user).for_list(), pk=pk)
    require(user, Permission.REVIEW_CONTRIBUTE, contribution.unit)
    form = ContributionForm(request.POST or None, instance=contribution)
    page = {"title": "Góp ý cho sơ kết, tổng kết", "back_url": reverse("reports:review_list")}
    if request.method == "POST" and form.is_valid():
        is_sent = "luu" not in request.POST
        with refusals_in(form):
            if form.claim():
                form.save(by=user, is_sent=is_sent)
                messages.success(request, SENT if is_sent else KEPT)
                return redirect("start" if is_sent else contribution)
        if form.is_valid():
            saved = AuditEntry.objects.last_of(contribution)
            fields = "reports/_contribution_fields.html"
            return conflict_page(request, form, saved=saved, fields_template=fields, **page)
    context = {
        "form": form,
        "contribution": contribution,
        "review": contribution.review,
        "is_proxy": contribution.unit not in user.units,
        **page,
    }
    return render(request, "reports/contribution_edit.html", context)
