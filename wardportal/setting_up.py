"""Where a ward begins: the page that sets it up in an empty portal, and its people out of an Excel roster."""

import re

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from documents.forms.sheets import SheetUploadForm
from organizations.models import Locality
from organizations.permissions import Permission, require
from wardportal import founding, roster
from wardportal.editing import OneSpelling, refusals_in
from wardportal.limits import limited
from wardportal.sheet_reading import ReadRow, Value
from wardportal.sheets import download

KINDS = [(key, body.name.removesuffix(" {place}")) for key, body in founding.BRANCH_BODIES.items()]
ROSTER_SALT, ROSTER_SECONDS = "wardportal.roster", 3600


class FoundingForm(OneSpelling, forms.Form):
    key = forms.CharField(
        label="Mã thiết lập",
        max_length=20,
        help_text="In ra khi người phụ trách máy chạy cổng, hoặc bằng lệnh: manage.py setup_key",
        error_messages={"required": "Chưa ghi mã thiết lập."},
    )
    kind = forms.ChoiceField(label="Phường, xã hay đặc khu", choices=Locality.Kind)
    name = forms.CharField(
        label="Tên",
        max_length=100,
        help_text="Ví dụ: Phường 6.",
        error_messages={"required": "Chưa ghi tên."},
    )
    place_name = forms.CharField(
        label="Địa danh trên văn bản",
        max_length=100,
        required=False,
        help_text="Đứng trước ngày tháng. Để trống: như tên.",
    )
    superior_name = forms.CharField(
        label="Cấp trên trực tiếp của Đảng ủy",
        max_length=200,
        help_text="Ví dụ: Ban Chấp hành Đảng bộ quận.",
        error_messages={"required": "Chưa ghi cấp trên trực tiếp."},
    )
    superior_symbol = forms.CharField(
        label="Ký hiệu của cấp trên", max_length=20, required=False, help_text="Ví dụ: QU, TU."
    )
    word = forms.CharField(
        label="Gọi nơi ở là",
        max_length=30,
        initial="khu phố",
        help_text="khu phố, tổ dân phố, ấp, thôn …",
        error_messages={"required": "Chưa ghi gọi là gì."},
    )
    places = forms.CharField(
        label="Có bao nhiêu nơi, hoặc tên từng nơi",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ghi 8: cổng lập Khu phố 1 đến 8. Tên riêng thì mỗi dòng một nơi: tên | tên ngắn.",
        error_messages={"required": "Chưa ghi bao nhiêu nơi."},
    )
    kinds = forms.MultipleChoiceField(
        label="Mỗi nơi có",
        choices=KINDS,
        initial=founding.USUAL_BRANCHES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một loại."},
    )
    administrator = forms.CharField(
        label="Họ tên người quản trị",
        max_length=100,
        error_messages={"required": "Chưa ghi họ tên người quản trị."},
    )
    username = forms.CharField(
        label="Tên đăng nhập của người quản trị",
        max_length=60,
        initial="quantri",
        error_messages={"required": "Chưa ghi tên đăng nhập."},
    )

    def clean_key(self):
        if not founding.is_setup_key(self.cleaned_data["key"]):
            raise ValidationError("Mã thiết lập không đúng. Hãy chạy lại lệnh và chép đúng mã.")
        return self.cleaned_data["key"]

    def clean_username(self):
        username = self.cleaned_data["username"].strip().lower()
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{2,59}", username):
            raise ValidationError("Tên đăng nhập từ 3 ký tự: chữ thường không dấu, số, dấu chấm, gạch nối.")
        return username

    def clean(self):
        asked = super().clean()
        if asked.get("places") and asked.get("word"):
            try:
                asked["places"] = _places(asked["places"], asked["word"])
            except ValidationError as refusal:
                self.add_error("places", refusal)
        return asked

    def save(self):
        asked = self.cleaned_data
        name = asked["superior_name"]
        return founding.found(
            kind=asked["kind"],
            name=asked["name"],
            place_name=asked["place_name"] or asked["name"],
            word=asked["word"],
            superior=(name, name[:60], asked["superior_symbol"]),
            places=asked["places"],
            kinds=asked["kinds"],
            administrator=asked["administrator"],
            username=asked["username"],
        )


def _places(text, word) -> list[tuple[str, str]]:
    """[(name, short name)] of a number or of lines "Ấp Chợ | Ấp Chợ"."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and lines[0].isdecimal():
        count = int(lines[0])
        if not 1 <= count <= founding.MOST_PLACES:
            raise ValidationError(f"Ghi từ 1 đến {founding.MOST_PLACES}.")
        initials = "".join(part[0] for part in word.split()).upper()
        return [(f"{word.capitalize()} {n}", f"{initials} {n}") for n in range(1, count + 1)]
    places = []
    for number, line in enumerate(lines, start=1):
        name, mark, short = (part.strip() for part in line.partition("|"))
        short = short if mark else name
        if not name or not short or len(name) > 100 or len(short) > 20:
            raise ValidationError(
                f"Dòng {number}: tên tới 100 ký tự, tên ngắn tới 20 ký tự, cách nhau bằng |."
            )
        places.append((name, short))
    if len(places) > founding.MOST_PLACES:
        raise ValidationError(f"Nhiều nhất {founding.MOST_PLACES} nơi.")
    if len({name for name, _ in places}) < len(places):
        raise ValidationError("Có hai nơi cùng tên. Hãy sửa một tên.")
    return places


@login_not_required  # there is nobody yet who could sign in; the key of who installed the portal opens it
@require_http_methods(["GET", "HEAD", "POST"])
@limited("set-up", 20)
@never_cache
def set_up(request):
    """A ward in an empty portal; once one is there, there is no such page."""
    if Locality.objects.exists():
        raise Http404
    form = FoundingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            _, account, password = form.save()
            sign_in_url = request.build_absolute_uri("/dang-nhap/")
            context = {"account": account, "password": password, "sign_in_url": sign_in_url}
            return render(request, "organizations/account_slip.html", context)
    return render(request, "set_up.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def people_sheet(request):
    """A roster: the empty sheet, then what an uploaded one would do cell by cell, then it is done."""
    user = request.user
    require(user, Permission.PEOPLE_EDIT)
    if request.GET.get("dinh-dang") == "xlsx":
        return download(roster.template(user), "Danh sách người giữ chức vụ.xlsx")
    form = SheetUploadForm(labels=roster.LABELS, most=roster.MOST_ROWS)
    checked, token = None, ""
    if "bang" in request.POST:
        rows = _signed_rows(request.POST["bang"])
        if rows is None:
            messages.error(request, "Bảng đã chờ quá một giờ. Hãy tải lên lại.")
            return redirect("people_sheet")
        with transaction.atomic():
            count = roster.save(roster.check(rows, user), by=user)
        messages.success(request, f"Đã nhập {count} dòng.")
        return redirect("organizations:directory")
    if request.method == "POST":
        form = SheetUploadForm(request.POST, request.FILES, labels=roster.LABELS, most=roster.MOST_ROWS)
        if form.is_valid():
            checked = roster.check(form.read.rows, user)
            held = [
                [row.number, {name: it.to_json() for name, it in row.values.items()}]
                for row in form.read.rows
            ]
            token = signing.dumps(held, salt=ROSTER_SALT, compress=True)
    context = {
        "form": form,
        "token": token,
        "checked": checked,
        "cells": roster.wrong_cells(checked, form.read.letters) if checked else [],
        "changes": [it for it in checked or [] if it.is_change],
    }
    return render(request, "people_sheet.html", context)


def _signed_rows(token):
    try:
        held = signing.loads(token, salt=ROSTER_SALT, max_age=ROSTER_SECONDS)
    except signing.BadSignature:
        return None
    return [
        ReadRow(number, {name: Value.from_json(pair) for name, pair in values.items()})
        for number, values in held
    ]
