"""How a meeting judges itself, and what a Party cell's minutes tell in figures: rules as data.

The criteria and grades seen in wards' own forms (11-indicators-seen.md §11.6, after HD 42-HD/BTCTW of
28/10/2025) are offered to be taken over; none is asked for until the ward writes some into a kind of meeting.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.html import escape

from wardportal.numbers import office_number

SEEN_CRITERIA = """5 | Chấp hành thời gian, thời lượng sinh hoạt
5 | Tỷ lệ đảng viên dự sinh hoạt (từ 90% và không vắng mặt không lý do)
5 | Chuẩn bị đúng, đủ nội dung, có trọng tâm
5 | Họp Chi ủy hoặc Bí thư thông báo trước; đăng tải tài liệu
5 | Thực hiện đầy đủ các bước quy trình
25 | Thực hiện đầy đủ nội dung, có biểu dương, phê bình, nhiều ý kiến
10 | Công tác điều hành của Bí thư linh hoạt, hiệu quả
5 | Thực hiện nguyên tắc tập trung dân chủ, tự phê bình và phê bình
30 | Kết quả lãnh đạo thực hiện kết luận, nghị quyết của chi bộ
5 | Kết thúc: chủ trì kết luận, thông qua biên bản, đăng tải tài liệu"""
SEEN_GRADES = "90 | Tốt\n70 | Khá\n50 | Trung bình\n0 | Kém"

# {key: label} of what a cell counts of itself; the three kinds of members are counted present as well.
MEMBER_KINDS = {"official": "chính thức", "probationary": "dự bị", "temporary": "sinh hoạt tạm"}
OTHERS = {"exempt": "được miễn sinh hoạt", "elsewhere": "giới thiệu sinh hoạt nơi khác"}


@dataclass(frozen=True)
class Criterion:
    """One line of the sheet: at most so many points."""

    key: str
    title: str
    most: int


def lines_of(text) -> list[tuple[int, str]]:
    """[(points, words)] of "5 | Chấp hành thời gian" lines; ValidationError names the line that is wrong."""
    found = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        points, mark, words = (part.strip() for part in line.partition("|"))
        if not mark or not points.isdecimal() or not words:
            raise ValidationError(f"Dòng {number} phải có dạng “số điểm | nội dung”, ví dụ “5 | Đúng giờ”.")
        found.append((int(points), words))
    return found


def criteria(kind) -> list[Criterion]:
    return [
        Criterion(str(number), words, points)
        for number, (points, words) in enumerate(lines_of(kind.score_criteria), start=1)
    ]


def total(kind, points) -> Decimal:
    return sum((Decimal(points.get(it.key, "0")) for it in criteria(kind)), Decimal(0))


def grade(kind, points) -> str:
    """The word of the highest line that was reached; "" where the kind has none."""
    reached = total(kind, points)
    return next((words for least, words in lines_of(kind.score_grades) if reached >= least), "")


def score_words(kind, points) -> str:
    """ "92/100 điểm, xếp loại Tốt" """
    most = sum(it.most for it in criteria(kind))
    words = f"{office_number(total(kind, points))}/{most} điểm"
    named = grade(kind, points)
    return f"{words}, xếp loại {named}" if named else words


def score_table(kind, points) -> str:
    """The sheet as a table of the restricted HTML, with the sum and the grade."""
    rows = [
        (it.title, str(it.most), office_number(Decimal(points.get(it.key, "0")))) for it in criteria(kind)
    ]
    body = "".join(
        f"<tr><td>{number}</td><th><p>{escape(title)}</p></th><td>{most}</td><td>{given}</td></tr>"
        for number, (title, most, given) in enumerate(rows, start=1)
    )
    head = (
        '<tr><th data-colwidth="12"><p>TT</p></th><th data-colwidth="98"><p>Tiêu chí</p></th>'
        '<th data-colwidth="25"><p>Điểm tối đa</p></th><th data-colwidth="25"><p>Tự chấm</p></th></tr>'
    )
    return (
        f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"
        f"<p>Tự chấm: {escape(score_words(kind, points))}.</p>"
    )


def composition_words(figures) -> str:
    """What the cell counted, in a sentence or two; "" where it counted nothing."""
    if not figures:
        return ""

    def counted(prefix):
        own = [(label, figures.get(f"{prefix}{key}", 0)) for key, label in MEMBER_KINDS.items()]
        return f"{sum(count for _, count in own)} ({', '.join(f'{label} {count}' for label, count in own)})"

    others = "; ".join(f"{label} {figures.get(key, 0)}" for key, label in OTHERS.items())
    return f"Tổng số đảng viên: {counted('')}; {others}. Có mặt: {counted('present_')}."
