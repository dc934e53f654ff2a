"""What units propose for the news page, as the editors take it up."""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from meetings.news import proposed
from organizations.permissions import Permission, require
from reports.installing import NEWS
from reports.models import Filing
from wardportal import dates

MOST_SHOWN = 100
# What is older, in days, is no news any more.
NEWS_FOR = 92


@require_safe
def news_proposals(request):
    """The proposals that wait, the newest first: of a report only what was proposed."""
    require(request.user, Permission.NEWS_EDIT)
    waiting = _waiting(request.user).order_by("-sent_at", "-pk")[:MOST_SHOWN]
    rows = [{"filing": it, "text": it.words[NEWS]} for it in waiting]
    return render(request, "reports/news_proposals.html", {"rows": rows})


@require_POST
def news_begin(request, pk):
    """The draft of the item, with what the unit wrote; the editors go on with it."""
    require(request.user, Permission.NEWS_EDIT)
    with transaction.atomic():
        waiting = _waiting(request.user).select_for_update(of=("self",), no_key=True)
        filing = get_object_or_404(waiting, pk=pk)
        item = proposed(filing.unit, filing.words[NEWS], is_sample=filing.is_sample)
        item.write(by=request.user)
        Filing.objects.filter(pk=filing.pk).update(news_item=item)
    messages.success(request, "Đã soạn tin từ đề xuất. Xem lại, sửa, chọn ảnh, rồi đăng.")
    return redirect("meetings:news_edit", item.pk)


def _waiting(user):
    since = dates.today() - timedelta(days=NEWS_FOR)
    own = Filing.objects.filter(round__locality_id=user.locality_id, round__due_on__gte=since)
    return own.with_news(NEWS).select_related("unit", "round")
