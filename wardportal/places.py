"""Where a page stands: its entry in the menu and the pages above it, read out of its address."""

from functools import cache, lru_cache
from itertools import accumulate

from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from wardportal.addresses import address

MENU = [
    ("Việc cần xử lý", "start"),
    ("Kế hoạch", "plans:plan_list"),
    ("Hội nghị", "meetings:meeting_list"),
    ("Giải pháp", "meetings:conclusion_list"),
    ("Hoạt động", "activities:activity_overview"),
    ("Báo cáo", "reports:report_list"),
    ("Tổ chức", "organizations:unit_list"),
]

# What else stands under an entry of the menu, beside what its own address begins.
UNDER = {
    "plans:plan_list": ("/nhiem-vu/", "/duoc-giao/", "/chi-tieu/", "/gia-han/"),
    "meetings:meeting_list": ("/tin/",),
    "activities:activity_overview": (
        "/kho-khan/",
        "/tap-hop/",
        "/dinh-huong/",
        "/phong-trao/",
        "/mo-hinh/",
        "/giam-sat/",
        "/du-luan/",
    ),
    "reports:report_list": ("/so-ket/", "/so-lieu/", "/chi-so/", "/quan-tri/bao-cao/"),
    "organizations:unit_list": ("/ai-duoc-lam-gi/",),
}

# The lists and records that others stand below, as a trail calls them.
PLACES = {
    **{name: label for label, name in MENU[1:]},
    "plans:plan_detail": "Trang kế hoạch",
    "plans:task_detail": "Trang nhiệm vụ",
    "plans:assignment_detail": "Trang việc được giao",
    "plans:target_detail": "Trang chỉ tiêu",
    "plans:outline_list": "Đề cương kế hoạch",
    "meetings:meeting_detail": "Trang hội nghị",
    "meetings:series_list": "Hội nghị định kỳ",
    "meetings:series_detail": "Trang hội nghị định kỳ",
    "meetings:conclusion_detail": "Trang giải pháp",
    "meetings:news_list": "Tin bài",
    "meetings:kind_list": "Loại hội nghị",
    "activities:difficulty_list": "Khó khăn, vướng mắc",
    "activities:difficulty_detail": "Trang khó khăn",
    "activities:gathering_list": "Hình thức tập hợp",
    "activities:gathering_detail": "Trang hình thức tập hợp",
    "activities:guidance_list": "Định hướng hằng tháng",
    "activities:guidance_detail": "Trang định hướng",
    "activities:movement_list": "Phong trào",
    "activities:movement_detail": "Trang phong trào",
    "activities:practice_detail": "Trang mô hình, điển hình",
    "activities:supervision_list": "Giám sát, phản biện, góp ý",
    "activities:supervision_detail": "Trang giám sát, phản biện, góp ý",
    "activities:opinion_list": "Dư luận xã hội",
    "activities:opinion_detail": "Trang phản ánh",
    "reports:filing_board": "Theo dõi báo cáo",
    "reports:period_detail": "Trang kỳ báo cáo",
    "reports:round_detail": "Trang đợt báo cáo",
    "reports:filing_detail": "Trang báo cáo",
    "reports:review_list": "Sơ kết, tổng kết",
    "reports:review_detail": "Trang sơ kết, tổng kết",
    "reports:duty_list": "Chế độ, lịch, mẫu báo cáo",
    "indicators:indicator_list": "Danh mục chỉ số",
    "indicators:figure_now": "Số liệu hằng tháng",
    "organizations:unit_detail": "Trang đơn vị",
    "organizations:directory": "Danh bạ",
    "organizations:person_detail": "Trang của người này",
    "organizations:account_list": "Tài khoản của phường",
    "organizations:account": "Tài khoản của tôi",
    "documents:document_list": "Văn bản",
    "documents:document_detail": "Trang văn bản",
    "documents:job_list": "Giấy tờ đã lập",
    "documents:profile_list": "Thể thức văn bản",
    "documents:book_list": "Sổ số",
    "audit_log": "Nhật ký",
    "guide_own": "Hướng dẫn",
}

# Where the address alone does not lead to the list.
LISTED_IN = {
    "/to-chuc/nguoi/": "organizations:directory",
    "/mo-hinh/": "activities:movement_list",
    "/quan-tri/the-loai/": "documents:book_list",
    "/bao-cao/dot/": "reports:filing_board",
    "/bao-cao/phieu/": "reports:filing_board",
}


def current(path) -> str | None:
    """The menu's entry under which a page stands."""
    for name, home, under in _homes():
        if path == home or (home != "/" and path.startswith((home, *under))):
            return name
    return None


@cache
def _homes():
    return [(name, address(name), UNDER.get(name, ())) for _, name in MENU]


@lru_cache(maxsize=4096)
def trail(path) -> str:
    """The pages above this one as links, the menu's entry first; nothing where there are none."""
    entry = current(path)
    above = [address(entry)] if entry else []
    above += (address(LISTED_IN[begun]) if begun in LISTED_IN else begun for begun in _beginnings(path))
    found = [
        {"label": PLACES[name], "url": url}
        for url in dict.fromkeys(above)
        if url != path and (name := _name_of(url)) in PLACES
    ]
    return render_to_string("_partials/trail.html", {"places": found}) if found else ""


def _beginnings(path):
    """ "/hoi-nghi/", "/hoi-nghi/2/" of "/hoi-nghi/2/diem-danh/"."""
    parts = path.strip("/").split("/")[:-1]
    return [f"/{begun}/" for begun in accumulate(parts, "{}/{}".format)]


def _name_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return None
