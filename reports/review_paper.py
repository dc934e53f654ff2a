"""A review as a paper: its headings with marks, and what is printed where the marks stand.

Figures and words come out of the review: the text in the editor holds the headings, the marks and whatever
else the official wants to say (documents.marks).
"""

from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.text import capfirst

from documents.heading_numbers import renumbered
from reports.blocks import paragraph, table, written
from reports.headings import HEADINGS
from reports.wording import cited, in_text, listed, sentence
from wardportal import dates
from wardportal.numbers import office_number

OVERALL = "kết quả chung"
TARGETS = "kết quả theo chỉ tiêu"
TASKS = "kết quả theo nhiệm vụ"
PLACES = "kết quả theo địa bàn"
MOVEMENTS = "kết quả phong trào"
ACTIVITIES = "số liệu hoạt động"
SOLUTIONS = "giải pháp đã thống nhất"
DIFFICULTIES = "khó khăn, vướng mắc"
CHANGES = "so với lần trước"

MARK_OF = {heading.field: heading.mark for heading in HEADINGS}


# --- The text in the editor -----------------------------------------------------------------------------


def abstract(review, plans) -> str:
    """What it is called, with every plan by number and day.

    "Sơ kết một năm thực hiện Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 của Đảng ủy phường"
    """
    kind = capfirst(review.get_kind_display())
    by_issuer = groupby(plans, key=lambda plan: in_text(plan.document))
    bodies = [f"{listed([it.document.citation for it in own])} của {issuer}" for issuer, own in by_issuer]
    return f"{kind} thực hiện {listed(bodies)}"


def outline(review, plans) -> str:
    """What a review's paper begins with, in the restricted HTML: every heading with its mark."""
    document = review.document
    place_word = document.locality.neighbourhood_word
    who = capfirst(in_text(document))
    basis = listed([cited(plan.document) for plan in plans])
    parts = [
        f"<p>Thực hiện {escape(basis)}, {escape(in_text(document))} báo cáo kết quả "
        f"{review.get_kind_display()} ({review.span_words}) như sau:</p>",
        _section("Kết quả thực hiện", ""),
        _part("Kết quả chung", OVERALL, MARK_OF["results"]),
        _part("Kết quả theo chỉ tiêu", TARGETS),
        _part("Kết quả theo nhiệm vụ", TASKS),
        _part(f"Kết quả theo {place_word}", PLACES),
        _part("Phong trào và số liệu hoạt động", MOVEMENTS, ACTIVITIES),
        _part("Giải pháp đã thống nhất và việc thực hiện", SOLUTIONS),
        _part("So với lần sơ kết trước", CHANGES),
        _section("Tồn tại, hạn chế và nguyên nhân", ""),
        _part("Tồn tại, hạn chế", MARK_OF["limits"]),
        _part("Khó khăn, vướng mắc các đơn vị đã nêu", DIFFICULTIES),
        _part("Nguyên nhân khách quan", MARK_OF["causes_objective"]),
        _part("Nguyên nhân chủ quan", MARK_OF["causes_subjective"]),
        _section("Bài học kinh nghiệm", MARK_OF["lessons"]),
        _section("Phương hướng, nhiệm vụ trong thời gian tới", MARK_OF["directions"]),
        _section("Kiến nghị, đề xuất", MARK_OF["proposals"]),
        f"<p>Trên đây là báo cáo {review.get_kind_display()} của {escape(who)}.</p>",
    ]
    return _numbered("".join(parts), document)


def _numbered(html, document) -> str:
    try:
        return renumbered(html, document.layout_on(dates.today()).labels)
    except ValidationError:  # no layout is in force yet: the clerk numbers them when there is
        return html


def _section(label, *marks) -> str:
    return f"<h2>{escape(label)}</h2>{_marks(marks)}"


def _part(label, *marks) -> str:
    return f"<h3>{escape(label)}</h3>{_marks(marks)}"


def _marks(marks) -> str:
    return "".join(f"<p>[[{mark}]]</p>" for mark in marks if mark)


# --- What is printed at the marks ----------------------------------------------------------------------


def printed(figures, words) -> dict[str, str]:
    """{mark: restricted HTML} of `figures` (reports.reviews.as_data) and `words` {mark: the official's text}.

    A heading without words has nothing behind its mark: the paper cannot be submitted so.
    """
    plans = figures["plans"]
    return {
        OVERALL: "".join(paragraph(_overall(plan, figures)) for plan in plans),
        TARGETS: _of_each(plans, _targets, "Kế hoạch không có chỉ tiêu nào đo bằng số."),
        TASKS: _of_each(plans, _tasks, "Đến hết kỳ chưa giao nhiệm vụ nào."),
        PLACES: _of_each(plans, _places, "Đến hết kỳ chưa giao việc cho nơi nào."),
        MOVEMENTS: "".join(map(_movement, figures["movements"]))
        or paragraph("Các kế hoạch này không tổ chức phong trào nào."),
        ACTIVITIES: _activities(figures["activities"]),
        SOLUTIONS: _solutions(figures["meetings"])
        or paragraph("Trong kỳ chưa có hội nghị nào thống nhất giải pháp."),
        DIFFICULTIES: "".join(paragraph(_difficulty(each)) for each in figures["difficulties"])
        or paragraph("Trong kỳ không có khó khăn nào được nêu."),
        CHANGES: _of_each(plans, _changes, "Đây là lần sơ kết đầu tiên trên cổng, chưa có số để so."),
        **{mark: written(text) for mark, text in words.items()},
    }


def _overall(plan, figures) -> str:
    count = plan["count"]
    if not count["total"]:
        return f"{plan['name']}: đến ngày {figures['as_of']} chưa giao nhiệm vụ nào."
    return (
        f"{plan['name']} có {office_number(plan['task_count'])} nhiệm vụ, giao cho "
        f"{office_number(plan['unit_count'])} đơn vị, tổng cộng {office_number(count['total'])} lượt giao. "
        f"Đến ngày {figures['as_of']} đã hoàn thành {_done(count)} lượt, đạt {plan['percent']}; "
        f"{_late_count(count)}. Tỷ lệ hoàn thành là {figures['formula']}."
    )


def _late_count(count) -> str:
    return f"còn {office_number(count['late'])} lượt quá hạn" if count["late"] else "không có lượt quá hạn"


def _of_each(plans, block, nothing) -> str:
    """`block` of each plan, under its name where there are several; `nothing` where there is none."""
    found = {plan["pk"]: block(plan) for plan in plans}
    if len(plans) == 1 or not any(found.values()):
        return "".join(found.values()) or paragraph(nothing)
    return "".join(_named(plan) + (found[plan["pk"]] or paragraph(nothing)) for plan in plans)


def _named(plan) -> str:
    return f"<h4>{escape(plan['name'])}</h4>"


def _targets(plan) -> str:
    head = [("TT", 11), ("Chỉ tiêu", 60), ("Phải đạt", 27), ("Đã đạt", 39), ("Tỷ lệ", 23)]
    rows = [
        (str(order), target["title"], target["aim"], target["reached"], target["share"] or target["state"])
        for order, target in enumerate(plan["targets"], start=1)
    ]
    return table(head, rows)


def _tasks(plan) -> str:
    head = [
        ("TT", 11),
        ("Nhiệm vụ (chủ trì; thời hạn)", 77),
        ("Đã xong/\nđược giao", 24),
        ("Đạt/\nchỉ tiêu", 28),
        ("Quá hạn", 20),
    ]
    rows = [
        (
            str(order),
            f"{task['title']} ({task['lead']}; {task['timing']})",
            _done(task["count"]),
            task["quantity"] or "–",
            office_number(task["count"]["late"]),
        )
        for order, task in enumerate(plan["tasks"], start=1)
    ]
    total = ("", "Cộng", _done(plan["count"]), "", office_number(plan["count"]["late"]))
    return table(head, [*rows, total] if rows else [])


def _places(plan) -> str:
    head = [("TT", 11), ("Nơi thực hiện", 69), ("Đã xong/\nđược giao", 30), ("Tỷ lệ", 25), ("Quá hạn", 25)]
    rows = [
        (
            str(order),
            place["name"],
            _done(place["count"]),
            place["percent"],
            office_number(place["count"]["late"]),
        )
        for order, place in enumerate(plan["places"], start=1)
    ]
    if not plan["count"]["total"]:
        return ""
    late = office_number(plan["count"]["late"])
    return table(head, [*rows, ("", "Cộng", _done(plan["count"]), plan["percent"], late)])


def _movement(movement) -> str:
    groups = "; ".join(f"{office_number(len(items))} {group}" for group, items in movement["groups"])
    lines = [f"Phong trào “{movement['name']}”{groups and f' ({groups})'}:"]
    lines += [
        f"- {task['title']}{_in_plan(task)}: {_done(task)} lượt đơn vị đã hoàn thành{_late(task)}."
        for task in movement["tasks"]
    ]
    if not movement["tasks"]:
        lines.append("- Đến hết kỳ chưa giao nhiệm vụ nào.")
    if movement["practices"]:
        lines += ["Mô hình, điển hình:", *map(_practice, movement["practices"])]
    return "".join(map(paragraph, lines))


def _activities(rows) -> str:
    head = [("TT", 11), ("Nội dung", 89), ("Trong kỳ", 60)]
    found = [
        (str(order), f"{row['subject']}: {row['label'][:1].lower()}{row['label'][1:]}", row["figure"])
        for order, row in enumerate(rows, start=1)
    ]
    return table(head, found) or paragraph("Trong kỳ chưa ghi hoạt động nào vào các sổ trên cổng.")


def _solutions(meetings) -> str:
    lines = []
    for meeting in meetings:
        count = office_number(len(meeting["solutions"]))
        lines.append(f"{meeting['title']} đã thống nhất {count} giải pháp:")
        for order, solution in enumerate(meeting["solutions"], start=1):
            follow_up = "".join(f"; {words}" for words in solution["follow_up"])
            lines.append(f"{order}- {solution['text']}")
            lines.append(f"Tình hình: {solution['state']}{follow_up}.")
    return "".join(map(paragraph, lines))


def _difficulty(it) -> str:
    answer = f"Trả lời: {it['answer']}" if it["answer"] else ""
    words = " ".join(filter(None, [it["text"], it["proposal"], answer]))
    return f"- {it['unit']} (nêu ngày {it['raised_on']}, {it['state']}): {words}"


def _changes(plan) -> str:
    if not plan["changes"]:
        return ""
    head = [("Nội dung", 80), ("Lần trước", 40), ("Lần này", 40)]
    rows = [(row["label"], row["before"], row["now"]) for row in plan["changes"]]
    return paragraph(f"So với {plan['since']}:") + table(head, rows, named=0)


def _done(count) -> str:
    return f"{office_number(count['done'])}/{office_number(count['total'])}"


def _in_plan(task) -> str:
    return f" ({task['plan']})" if task["plan"] else ""


def _practice(it) -> str:
    return f"- {it['place']}: {it['kind']} “{it['title']}” của {it['unit']}. {sentence(it['results'])}"


def _late(count) -> str:
    return f", {office_number(count['late'])} lượt quá hạn" if count["late"] else ""
