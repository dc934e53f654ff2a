"""What every page shows: whose ward it is, the menu, the business day, and who is signed in."""

from django.urls import reverse

from indicators.periods import month_to_fill
from organizations.models import Locality
from organizations.permissions import Permission, can
from wardportal import dates, whereabouts
from wardportal.guides import guide_url_of

MENU = [
    ("Việc cần xử lý", "start"),
    ("Kế hoạch", "plans:plan_list"),
    ("Hội nghị", "meetings:meeting_list"),
    ("Giải pháp", "meetings:conclusion_list"),
    ("Hoạt động", "activities:activity_overview"),
    ("Báo cáo", "reports:report_list"),
    ("Tổ chức", "organizations:unit_list"),
]

# The pages that the overview leads to stand under its name in the menu.
UNDER = {
    "activities:activity_overview": [
        "activities:difficulty_list",
        "activities:gathering_list",
        "activities:guidance_list",
        "activities:movement_list",
        "activities:supervision_list",
        "activities:opinion_list",
    ],
    "reports:report_list": ["reports:review_list"],
}


def portal(request):
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    localities = [user.locality] if signed_in else list(Locality.objects.all()[:2])
    return {
        # Before signing in it is the ward's name only where the portal holds just one.
        "portal_locality": localities[0] if len(localities) == 1 else None,
        "portal_is_empty": not localities,
        "portal_menu": _menu(request.path) if signed_in else [],
        "portal_guide_url": guide_url_of(getattr(request, "resolver_match", None)) if signed_in else "",
        "portal_reference": whereabouts.reference(),
        "portal_today": dates.today(),
        "portal_is_demo_day": dates.is_demo_day(),
        "portal_user_label": str(user) if signed_in else "",
        "portal_user_links": _user_links(user) if signed_in else [],
    }


def _menu(path):
    items = []
    for label, name in MENU:
        url = reverse(name)
        homes = tuple(reverse(each) for each in (name, *UNDER.get(name, ())))
        is_current = path == url if url == "/" else path.startswith(homes)
        items.append({"label": label, "url": url, "is_current": is_current})
    return items


def _user_links(user):
    """What stands under one's own name: seldom needed, so not in the menu."""
    links = [
        ("Hình thức tập hợp", "activities:gathering_list"),
        ("Văn bản", "documents:document_list"),
        ("Giấy tờ đã lập", "documents:job_list"),
        ("Địa chỉ lịch", "feed_list"),
        ("Hướng dẫn", "guide_own"),
        ("Tài khoản của tôi", "organizations:account"),
    ]
    if can(user, Permission.ACCOUNT_MANAGE):
        links.insert(3, ("Tài khoản của phường", "organizations:account_list"))
    if can(user, Permission.AUDIT_READ):
        links.insert(3, ("Nhật ký", "audit_log"))
    if can(user, Permission.FORMAT_EDIT):
        links[3:3] = [
            ("Sổ số", "documents:book_list"),
            ("Thể thức", "documents:profile_list"),
            ("Đề cương", "plans:outline_list"),
            ("Loại hội nghị", "meetings:kind_list"),
        ]
    figures_url = reverse("indicators:figure_list", args=[month_to_fill().slug])
    return [
        {"label": "Số liệu hằng tháng", "url": figures_url},
        *({"label": label, "url": reverse(name)} for label, name in links),
    ]
