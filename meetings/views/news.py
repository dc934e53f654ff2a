"""News items: drafted from a meeting, edited by the editors, read by everybody once they are published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import news
from meetings.forms.news import NewsForm
from meetings.models import Meeting, NewsItem
from organizations import saving
from organizations.permissions import Permission, can, require
from plans.views.evidence import photo_answer
from wardportal.editing import refusals_told
from wardportal.limits import limited

PAGE_SIZE = 20


@login_not_required  # what is published is public; nothing else is listed without a login
@require_safe
@limited("news", 120)
def news_list(request):
    published = NewsItem.objects.published()
    if request.user.is_authenticated:
        published = published.visible_to(request.user)
    may_edit = request.user.is_authenticated and can(request.user, Permission.NEWS_EDIT)
    context = {
        "page": Paginator(published, PAGE_SIZE).get_page(request.GET.get("trang")),
        "drafts": NewsItem.objects.visible_to(request.user).filter(published_at=None) if may_edit else [],
        "may_edit": may_edit,
    }
    return render(request, "meetings/news_list.html", context)


def _readable_by(user):
    items = NewsItem.objects.published()
    if user.is_authenticated and can(user, Permission.NEWS_EDIT):
        items |= NewsItem.objects.visible_to(user)
    return items


@login_not_required
@require_safe
@limited("news", 120)
def news_detail(request, pk):
    """A published item to everybody, with a count of its views; a draft to the editors."""
    may_edit = request.user.is_authenticated and can(request.user, Permission.NEWS_EDIT)
    item = get_object_or_404(_readable_by(request.user).select_related("locality"), pk=pk)
    if item.is_published and not may_edit:
        item.count_view()
        item.views += 1
    may_edit = may_edit and item.locality_id == request.user.locality_id
    context = {"item": item, "may_edit": may_edit, "pictures": item.pictures.all()}
    return render(request, "meetings/news_detail.html", context)


@login_not_required
@require_safe
@cache_control(max_age=3600)
def news_photo(request, pk, key):
    """A photo of an item, to whoever may read the item; no other one."""
    item = get_object_or_404(_readable_by(request.user), pk=pk)
    photo = get_object_or_404(item.pictures.filter(is_photo=True), key=key)
    return photo_answer(photo)


@require_POST
def news_draft(request, pk):
    """Begin the item of a meeting, or go on with the one that is there."""
    require(request.user, Permission.NEWS_EDIT)
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("host_unit"), pk=pk)
    item = NewsItem.objects.filter(meeting=meeting).first()
    if item is None:
        item = news.drafted(meeting)
        item.write(by=request.user)
        messages.success(request, "Đã soạn tin từ hội nghị. Xem lại, sửa, rồi đăng.")
    return redirect("meetings:news_edit", item.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def news_edit(request, pk):
    require(request.user, Permission.NEWS_EDIT)
    item = get_object_or_404(NewsItem.objects.visible_to(request.user), pk=pk)
    form = NewsForm(request.POST or None, instance=item, user=request.user)
    page = {"title": "Soạn tin", "back_url": item.get_absolute_url()}
    done = saving.answer(
        request, form, told="Đã lưu tin.", to=item, fields="meetings/_news_fields.html", **page
    )
    return done or render(request, "meetings/news_form.html", {"form": form, **page})


@require_POST
def news_publish(request, pk):
    """Publish the item, or take it off again: the button's `viec` says which."""
    require(request.user, Permission.NEWS_EDIT)
    item = get_object_or_404(NewsItem.objects.visible_to(request.user), pk=pk)
    is_withdrawn = request.POST.get("viec") == "go"
    with refusals_told(request):
        if is_withdrawn:
            item.withdraw(by=request.user)
        else:
            item.publish(by=request.user)
        messages.success(request, "Đã gỡ tin." if is_withdrawn else "Đã đăng tin: ai cũng xem được.")
    return redirect(item)
