"""The incoming register's lines: entered, given to who handles them, put right, struck out."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.forms.incoming import IncomingCorrectionForm, IncomingEditForm, IncomingForm, StrikeForm
from documents.models import Document, IncomingEntry
from organizations import saving
from organizations.permissions import Permission, can_somewhere, require, require_somewhere
from wardportal.editing import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def incoming_add(request):
    require_somewhere(request.user, Permission.DOCUMENT_RECEIVE)
    form = IncomingForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            entry = form.save(by=request.user)
            messages.success(
                request,
                f"Đã vào sổ văn bản đến: số đến {entry.number}, năm {entry.year}. "
                "Có bản chụp hay bản điện tử thì kèm tệp ở trang này.",
            )
            return redirect(entry.document)
    context = {"form": form, "may_draft": can_somewhere(request.user, Permission.DOCUMENT_DRAFT)}
    return render(request, "documents/incoming_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def incoming_edit(request, pk):
    entry = _entry_or_404(request.user, pk)
    if entry.is_struck:
        return _told_struck(request)
    page = {"title": entry.document.citation, "back_url": _register_url()}
    form = IncomingEditForm(request.POST or None, instance=entry, user=request.user)
    done = saving.answer(
        request,
        form,
        told=lambda _: f"Đã lưu dòng số đến {entry.number}.",
        to=page["back_url"],
        fields="documents/_incoming_fields.html",
        log=entry.document,
        **page,
    )
    return done or render(request, "documents/incoming_edit.html", {"form": form, "entry": entry, **page})


@require_http_methods(["GET", "HEAD", "POST"])
def incoming_correct(request, pk):
    entry = _entry_or_404(request.user, pk)
    if entry.is_struck:
        return _told_struck(request)
    form = IncomingCorrectionForm(request.POST or None, entry=entry, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            corrected = form.save(by=request.user)
            messages.success(request, f"Đã sửa dòng số đến {corrected.number}.")
            return redirect(_register_url())
    context = {"form": form, "entry": entry, "back_url": _register_url()}
    return render(request, "documents/incoming_correct.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def incoming_strike(request, pk):
    entry = _entry_or_404(request.user, pk)
    form = StrikeForm(request.POST or None, entry=entry)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, f"Đã gạch dòng số đến {entry.number}; dòng vẫn hiện trong sổ.")
            return redirect(_register_url())
    context = {"form": form, "entry": entry, "back_url": _register_url()}
    return render(request, "documents/incoming_strike.html", context)


def _entry_or_404(user, pk) -> IncomingEntry:
    """A line of a paper one sees, for whom one receives papers (else 403)."""
    entries = IncomingEntry.objects.filter(document__in=Document.objects.visible_to(user))
    entry = get_object_or_404(entries.select_related("document__doc_type", "handler"), pk=pk)
    require(user, Permission.DOCUMENT_RECEIVE, entry.handler)
    return entry


def _told_struck(request):
    messages.warning(
        request, "Dòng này đã bị gạch nên không sửa được. Cần thì vào sổ văn bản ấy một lần nữa."
    )
    return redirect(_register_url())


def _register_url():
    return f"{reverse('documents:document_list')}?so=den"
