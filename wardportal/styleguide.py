"""/giao-dien/: every piece of the design system on one page, with plain sample data. For developers only."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from activities.forms.progress import ProgressForm
from organizations.permissions import Permission, require
from plans.models import Assignment, Task
from plans.progress import Progress
from wardportal import dates
from wardportal.editing import ConflictRow, OfficeDateField

WORDS = {
    "ok": "đã xong",
    "info": "đang làm",
    "wait": "chờ duyệt",
    "late": "quá hạn",
    "idle": "chưa báo",
    "none": "không giao",
}

# One row a task: (title, context, the eight neighbourhoods and the ward's own bodies as "tone text").
TASKS = [
    (
        "Mỗi chi hội có ít nhất một hình thức tập hợp mới",
        "Hội LHPN phường · 15/9/2017",
        "ok|ok|late 60%|ok|late 20%|ok|late 75%|ok|ok",
    ),
    (
        "Duy trì định hướng nội dung sinh hoạt hằng tháng",
        "Ủy ban MTTQ phường · thường xuyên",
        "ok|ok|info 60%|ok|ok|wait|ok|ok|info 80%",
    ),
    (
        "Phát triển đoàn viên mới",
        "Đoàn phường · 15/9/2017 · chỉ tiêu 24, đạt 19",
        "late 2/3|ok 3/3|ok 4/3|late 2/3|late 0/3|ok 3/3|late 2/3|ok 3/3|idle",
    ),
    (
        "Góp ý xây dựng Đảng, chính quyền",
        "Ủy ban MTTQ phường · 15/10/2017",
        "wait|idle|wait|none|none|wait|idle|idle|idle",
    ),
]


PAGE_ACTIONS = [
    {"label": "Cập nhật tiến độ", "url": "#tien-do", "is_main": True},
    {"label": "Xem như bản in", "url": "#in", "is_main": False},
]
LINKS = [
    {"label": "12-CTr/QU", "hint": "Văn bản cấp trên", "url": "#12", "is_here": False},
    {"label": "19-KH/ĐU", "hint": "Kế hoạch", "url": "#19", "is_here": True},
    {"label": "18 nhiệm vụ", "hint": "Nhiệm vụ", "url": "#nhiem-vu", "is_here": False},
    {"label": "Tọa đàm 17/8/2017", "hint": "Hội nghị", "url": "#toa-dam", "is_here": False},
    {"label": "4 giải pháp", "hint": "Đã thống nhất", "url": "#giai-phap", "is_here": False},
    {"label": "Quý III/2017", "hint": "Báo cáo", "url": "#bao-cao", "is_here": False},
]


class SampleForm(forms.Form):
    title = forms.CharField(label="Tên nhiệm vụ", help_text="Viết như trong kế hoạch, không viết tắt.")
    due_on = OfficeDateField(
        label="Thời hạn",
        help_text="Ví dụ 30/9/2017. Để trống nếu là việc thường xuyên.",
        required=False,
    )
    lead_unit = forms.ChoiceField(
        label="Đơn vị chủ trì",
        choices=[("", "Chọn một đơn vị"), ("front", "Ủy ban MTTQ phường"), ("women", "Hội LHPN phường")],
        error_messages={"required": "Chưa chọn đơn vị chủ trì: mỗi nhiệm vụ có đúng một đơn vị chủ trì."},
    )
    rhythm = forms.ChoiceField(
        label="Nhịp độ",
        choices=[("once", "Một lần, có thời hạn"), ("monthly", "Hằng tháng"), ("quarterly", "Hằng quý")],
        widget=forms.RadioSelect,
    )
    result = forms.CharField(label="Kết quả", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    evidence = forms.FileField(label="Minh chứng", help_text="Ảnh hoặc PDF, không quá 10 MB.", required=False)
    is_open = forms.BooleanField(
        label="Cho các khu phố xem kết quả của nhau", help_text="Có thể đổi lại sau.", required=False
    )


class SampleFilterForm(forms.Form):
    q = forms.CharField(label="Từ cần tìm, không cần gõ dấu", required=False)
    year = forms.ChoiceField(label="Năm", choices=[("", "Tất cả"), ("2016", "2016")], required=False)
    status = forms.ChoiceField(
        label="Tình trạng", choices=[("", "Tất cả"), ("open", "đang thực hiện")], required=False
    )


def _columns():
    columns = [{"short": f"KP {n}", "name": f"Khu phố {n}", "is_ward": False} for n in range(1, 9)]
    return [*columns, {"short": "Phường", "name": "Các tổ chức của phường", "is_ward": True}]


def _cells(states):
    cells = []
    for column, state in zip(_columns(), states.split("|"), strict=False):
        tone, _, text = state.partition(" ")
        label = f"{column['name']}: {WORDS[tone]}" + (f", {text}" if text else "")
        cells.append(
            {
                "short": column["short"],
                "tone": tone,
                "text": text,
                "label": label,
                "url": "#o",
                "is_ward": column["is_ward"],
            }
        )
    return cells


def _rows():
    return [
        {"title": title, "url": "#nhiem-vu", "context": context, "is_sample": True, "cells": _cells(states)}
        for title, context, states in TASKS
    ]


def _todo_items(today):
    def item(days, title, context, action, is_main=False):
        due_on = None if days is None else today + timedelta(days=days)
        return {
            "title": title,
            "context": context,
            "action": action,
            "url": "#viec",
            "due_on": due_on,
            "is_main": is_main,
        }

    return [
        item(-3, "Chi bộ Khu phố 5 chưa gửi báo cáo tháng 9", "Hạn 15/9 · đã nhắc 1 lần", "Nhắc lại"),
        item(
            0, "Ký biên bản Tọa đàm ngày 17/8/2017", "Đồng chí là thư ký · chủ trì ký sau", "Đọc và ký", True
        ),
        item(4, "Sơ kết 01 năm Kế hoạch 19-KH/ĐU: còn thiếu 2 mục", "Nguyên nhân; phương hướng", "Viết tiếp"),
        item(None, "Bổ sung tên người ký Kế hoạch số 25-KH/ĐU", "", "Bổ sung"),
    ]


def _history_entries():
    def moment(*parts):
        return datetime(*parts, tzinfo=timezone.get_current_timezone())

    return [
        {
            "at": moment(2017, 9, 18, 14, 5),
            "by": "Văn phòng Đảng ủy",
            "text": "Gia hạn nhiệm vụ",
            "changes": [
                {"label": "Thời hạn", "before": "15/9/2017", "after": "30/9/2017"},
                {"label": "Lý do", "before": "", "after": "chờ hội trường của trường học"},
            ],
        },
        {"at": moment(2017, 8, 18, 8, 30), "by": "Văn phòng Đảng ủy", "text": "Giao nhiệm vụ", "changes": []},
    ]


def _conflict_rows():
    mine = "Đã liên hệ nhà trường, mượn được hội trường tối thứ Bảy."
    theirs = "Nhà trường đồng ý cho mượn hội trường.\nCòn chờ lịch cụ thể."
    return [
        ConflictRow("Kết quả", mine=mine, theirs=theirs),
        ConflictRow("Thời hạn", mine="30/9/2017", theirs="30/9/2017"),
    ]


def _reported_assignment():
    """What a unit was given and has said 60 % of: one figure more to pick from."""
    return Assignment(task=Task(), percent=60, reported_on=dates.today())


@require_safe
def styleguide(request):
    require(request.user, Permission.STYLEGUIDE_READ)
    messages.success(request, "Đã lưu nhiệm vụ. Ba khu phố đã được giao việc.")
    form = SampleForm(
        {"title": "Phát triển đoàn viên mới", "rhythm": "once"} if "loi" in request.GET else None
    )
    context = {
        "today": dates.today(),
        "tones": WORDS.items(),
        "columns": _columns(),
        "rows": _rows(),
        "eight": _cells("ok|ok|wait|ok|late|ok|wait|ok"),
        "todo_items": _todo_items(dates.today()),
        "history_entries": _history_entries(),
        "conflict_rows": _conflict_rows(),
        "form": form,
        "progress_form": ProgressForm(assignment=_reported_assignment(), may_raise=False),
        "filter_form": SampleFilterForm(),
        "page": Paginator(range(120), 25).get_page(2),
        "page_actions": PAGE_ACTIONS,
        "links": LINKS,
        "formula": capfirst(Progress.FORMULA),
    }
    return render(request, "styleguide.html", context)
