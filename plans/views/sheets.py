"""Spreadsheets of a plan: downloaded, filled in, uploaded, looked at, saved."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from plans import chain
from plans.forms.sheets import PlanSheetForm
from plans.models import Plan, UploadedSheet
from plans.sheets import subjects
from plans.views.locks import sent_back
from wardportal import sheets

# More mistakes than anybody corrects before uploading once more; and rows enough to recognize the file.
WRONG_SHOWN, RIGHT_SHOWN = 200, 50


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_page(request, pk, subject):
    """One of the plan's spreadsheets: out (?dinh-dang=xlsx, &mau=1 for an empty one) and in."""
    user = request.user
    plan = get_object_or_404(Plan.objects.visible_to(user).for_list(), pk=pk)
    if subject not in subjects.SUBJECTS:
        raise Http404
    subjects.require_use(user, plan, subject)
    if refusal := subjects.why_not(plan, subject):
        return sent_back(request, refusal, plan)
    if request.GET.get("dinh-dang") == "xlsx":
        return _download(subjects.SUBJECTS[subject](plan, user), is_template=request.GET.get("mau") == "1")
    is_sent = request.method == "POST"
    form = PlanSheetForm(request.POST if is_sent else None, request.FILES or None, plan=plan, slug=subject)
    if is_sent and form.is_valid():
        return redirect(form.save(by=user))
    context = {
        "plan": plan,
        "links": [*chain.to_plan(plan, user), chain.link("Bảng tính", is_here=True)],
        "slug": subject,
        "hints": subjects.SUBJECTS[subject].hints,
        # Not the classes themselves, which a template would call.
        "tabs": [(each.slug, each.title) for each in subjects.open_to(user, plan)],
        "form": form,
        "waiting": plan.uploaded_sheets.waiting_for(user).filter(subject=subject),
    }
    return render(request, "plans/sheet_page.html", context)


def _download(subject, *, is_template):
    kind = "Mẫu " if is_template else ""
    name = f"{kind}{subject.title.lower()} {subject.plan.document.code}.xlsx".strip()
    return sheets.download(subjects.download(subject, is_template=is_template), name)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_preview(request, pk):
    """What the uploaded rows would do, cell by cell what is wrong; then all of them, or the right ones."""
    uploaded = _upload_or_404(request.user, pk)
    plan = uploaded.plan
    if uploaded.saved_at:
        messages.info(request, "Bảng này đã được nhập rồi.")
        return redirect(plan)
    if refusal := subjects.why_not(plan, uploaded.subject):
        return sent_back(request, refusal, plan)
    refusal = ""
    if request.method == "POST":
        try:
            count = subjects.save(uploaded, by=request.user, only_right="chi-dong-dung" in request.POST)
            messages.success(request, f"Đã nhập {count} dòng từ “{uploaded.name}”.")
            return redirect(plan)
        except ValidationError as error:
            refusal = " ".join(error.messages)
    subject, rows = subjects.looked_at(uploaded, request.user)
    context = {
        "uploaded": uploaded,
        "plan": plan,
        "subject": subject,
        "links": [*chain.to_plan(plan, request.user), chain.link("Xem trước", is_here=True)],
        "refusal": refusal,
        **_summary(uploaded, rows),
    }
    return render(request, "plans/sheet_preview.html", context)


def _summary(uploaded, rows):
    wrong = [row for row in rows if row.is_wrong]
    changes = [row for row in rows if row.is_change]
    cells = [
        {
            "row": row.row.number,
            "letter": uploaded.letters.get(label, ""),
            "label": label,
            "shown": row.row.value(label).shown,
            "words": words,
        }
        for row in wrong
        for label, words in row.problems.items()
    ]
    return {
        "wrong_count": len(wrong),
        "cells": cells[:WRONG_SHOWN],
        "more_cells": max(0, len(cells) - WRONG_SHOWN),
        "change_count": len(changes),
        "changes": changes[:RIGHT_SHOWN],
        "more_changes": max(0, len(changes) - RIGHT_SHOWN),
        "same_count": len(rows) - len(wrong) - len(changes),
    }


@require_POST
def sheet_discard(request, pk):
    uploaded = _upload_or_404(request.user, pk)
    page = reverse("plans:sheet_page", args=[uploaded.plan_id, uploaded.subject])
    uploaded.delete()
    messages.success(request, f"Đã bỏ tệp “{uploaded.name}”; chưa dòng nào được nhập.")
    return redirect(page)


def _upload_or_404(user, pk):
    plans = Plan.objects.visible_to(user)
    uploads = UploadedSheet.objects.filter(plan__in=plans, uploaded_by=user)
    uploaded = get_object_or_404(uploads.select_related("plan__document__issuer"), pk=pk)
    subjects.require_use(user, uploaded.plan, uploaded.subject)
    return uploaded
