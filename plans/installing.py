"""The outlines every ward begins with; what it has changed since stays as it is."""

from plans.models import PlanOutline
from wardportal.text import MISSING

MARKED_TARGETS = "<p>[[chỉ tiêu]]</p>"
MARKED_TASKS = "<p>[[nhiệm vụ]]</p>"


def _sections(*sections) -> str:
    """Headings of restricted HTML, each with the blocks below it; the layout numbers them."""
    return "".join(f"<h2>{heading}</h2>{''.join(below) or _gap()}" for heading, *below in sections)


def _gap(about="") -> str:
    return f"<p>{about} {MISSING}.</p>" if about else f"<p>{MISSING}.</p>"


# The usual outline of each kind (domain/03-plans.md; KNOWN-H): (abbreviation, name, text).
OUTLINES = (
    (
        "KH",
        "Kế hoạch có chỉ tiêu, nhiệm vụ",
        _sections(
            ("Mục đích, yêu cầu", "<h3>Mục đích</h3>", _gap(), "<h3>Yêu cầu</h3>", _gap()),
            ("Nội dung, chỉ tiêu", _gap(), MARKED_TARGETS),
            ("Nhiệm vụ, giải pháp", _gap(), MARKED_TASKS),
            ("Kinh phí", _gap()),
            ("Tổ chức thực hiện", _gap("Phân công từng đơn vị:"), _gap("Chế độ báo cáo:")),
        ),
    ),
    (
        "KH",
        "Kế hoạch tổ chức một hoạt động",
        _sections(
            ("Mục đích, yêu cầu", _gap()),
            ("Thời gian, địa điểm, đối tượng", _gap("Thời gian:"), _gap("Địa điểm:"), _gap("Đối tượng:")),
            ("Nội dung", _gap(), MARKED_TASKS),
            ("Kinh phí", _gap()),
            ("Tổ chức thực hiện", _gap()),
        ),
    ),
    (
        "CTr",
        "Chương trình nhiều năm",
        _sections(
            ("Mục tiêu", "<h3>Mục tiêu chung</h3>", _gap(), "<h3>Chỉ tiêu cụ thể</h3>", MARKED_TARGETS),
            ("Nhiệm vụ, giải pháp", _gap(), MARKED_TASKS),
            ("Tổ chức thực hiện", _gap(), _gap("Sơ kết, tổng kết:")),
        ),
    ),
    (
        "NQ",
        "Nghị quyết chuyên đề",
        _sections(
            (
                "Tình hình và nguyên nhân",
                "<h3>Kết quả đạt được</h3>",
                _gap(),
                "<h3>Hạn chế, nguyên nhân</h3>",
                _gap(),
            ),
            ("Quan điểm, mục tiêu", _gap(), MARKED_TARGETS),
            ("Nhiệm vụ, giải pháp", _gap(), MARKED_TASKS),
            ("Tổ chức thực hiện", _gap()),
        ),
    ),
    (
        "CTHĐ",
        "Chương trình hành động thực hiện văn bản cấp trên",
        _sections(
            ("Mục đích, yêu cầu", _gap()),
            ("Mục tiêu, chỉ tiêu", _gap(), MARKED_TARGETS),
            ("Nhiệm vụ chủ yếu", _gap(), MARKED_TASKS),
            ("Tổ chức thực hiện", _gap("Phân công từng đơn vị:"), _gap("Kiểm tra, giám sát, báo cáo:")),
        ),
    ),
)


def install_outlines() -> None:
    """Add the known outlines that are missing; safe to call again."""
    known = set(PlanOutline.objects.filter(locality=None).values_list("name", flat=True))
    PlanOutline.objects.bulk_create(
        PlanOutline(abbreviation=abbreviation, name=name, body=body, order=order)
        for order, (abbreviation, name, body) in enumerate(OUTLINES, start=1)
        if name not in known
    )
