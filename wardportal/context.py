"""What every page shows: whose ward it is, the menu, the business day, and who is signed in."""

from functools import cache, lru_cache

from django.template.loader import render_to_string

from indicators.periods import month_to_fill
from organizations.models import Locality
from organizations.permissions import Permission, can
from wardportal import dates, places, whereabouts
from wardportal.addresses import address
from wardportal.guides import guide_url_of


def portal(request):
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    localities = [user.locality] if signed_in else list(Locality.objects.all()[:2])
    # Before signing in it is the ward's name only where the portal holds just one.
    locality = localities[0] if len(localities) == 1 else None
    return {
        "portal_locality": locality,
        "portal_name": locality.name if locality else "Cổng công tác",
        "portal_is_empty": not localities,
        "portal_menu": _menu(places.current(request.path)) if signed_in else "",
        "portal_trail": places.trail(request.path) if signed_in else "",
        "portal_guide_url": guide_url_of(getattr(request, "resolver_match", None)) if signed_in else "",
        "portal_reference": whereabouts.reference(),
        "portal_today": dates.today(),
        "portal_is_demo_day": dates.is_demo_day(),
        "portal_user_label": str(user) if signed_in else "",
        "portal_user_links": _links_of(user) if signed_in else "",
    }


# The frame is the same on every page: what depends on a few words alone is rendered once in a process.


@cache
def _menu(current) -> str:
    items = [
        {"label": label, "url": address(name), "is_current": name == current} for label, name in places.MENU
    ]
    return render_to_string("_partials/menu.html", {"menu": items})


def _links_of(user):
    powers = (Permission.ACCOUNT_MANAGE, Permission.AUDIT_READ, Permission.FORMAT_EDIT)
    return _user_links(month_to_fill().slug, *(can(user, power) for power in powers))


@lru_cache(maxsize=64)
def _user_links(month, may_manage, may_audit, may_format) -> str:
    """What stands under one's own name: seldom needed, so not in the menu."""
    links = [
        ("Hình thức tập hợp", "activities:gathering_list"),
        ("Văn bản", "documents:document_list"),
        ("Giấy tờ đã lập", "documents:job_list"),
        ("Địa chỉ lịch", "feed_list"),
        ("Hướng dẫn", "guide_own"),
        ("Tài khoản của tôi", "organizations:account"),
    ]
    if may_manage:
        links.insert(3, ("Tài khoản của phường", "organizations:account_list"))
    if may_audit:
        links.insert(3, ("Nhật ký", "audit_log"))
    if may_format:
        links[3:3] = [
            ("Sổ số", "documents:book_list"),
            ("Thể thức", "documents:profile_list"),
            ("Đề cương", "plans:outline_list"),
            ("Loại hội nghị", "meetings:kind_list"),
        ]
    shown = [{"label": "Số liệu hằng tháng", "url": address("indicators:figure_list", month)}]
    shown += ({"label": label, "url": address(name)} for label, name in links)
    return render_to_string("_partials/user_links.html", {"links": shown})
