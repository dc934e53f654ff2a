"""What was written when: the savings of a paper compared, and what is being typed kept meanwhile."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.http import require_POST, require_safe

from documents import versions
from documents.forms.writing import AnnexForm, BodyForm, DocumentForm
from documents.models import Document, DraftAutosave
from documents.secrecy import refuse_secrets
from documents.views.writing import FIXED, writable, writable_annex

PAGE_SIZE = 20
REFUSED = 409
TOO_LONG = "Đoạn đang gõ quá dài nên chưa lưu tạm được; chữ vẫn giữ trên máy này."
LONGEST = 2_000_000
LAST_VERSION = 2**31 - 1


@require_safe
def document_history(request, pk):
    """The savings, and one of them (`ban`, else the newest) beside the one before it."""
    document = get_object_or_404(
        Document.objects.visible_to(request.user).select_related("issuer", "doc_type"), pk=pk
    )
    if not versions.may_compare(request.user, document):
        raise PermissionDenied("Chỉ người soạn và người xem được dự thảo mới so sánh được các lần lưu.")
    savings = versions.savings_of(document)
    listed = savings.defer("before", "after")
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("trang"))
    asked = request.GET.get("ban", "")
    chosen = get_object_or_404(savings, pk=asked) if asked.isdecimal() else savings.first()
    context = {
        "document": document,
        "page": page,
        "chosen": chosen,
        "changed": versions.changed_by(chosen) if chosen else [],
    }
    return render(request, "documents/document_history.html", context)


@require_POST
def document_autosave(request, pk):
    document = writable(request.user, pk)
    return _kept(request, document, None, DocumentForm.Meta.fields)


@require_POST
def annex_autosave(request, pk):
    annex = writable_annex(request.user, pk)
    return _kept(request, annex.document, annex, AnnexForm.Meta.fields)


def _kept(request, document, annex, names):
    """Keep what was typed; the answer holds the words for the page, and of which moment the kept text is."""
    version = request.POST.get("version", "")
    typed = {name: request.POST.get(name, "") for name in names}
    try:
        if not document.is_open or not version.isdecimal() or int(version) > LAST_VERSION:
            raise ValidationError(FIXED)
        if sum(map(len, typed.values())) > LONGEST:
            raise ValidationError(TOO_LONG)
        refuse_secrets("\n".join(versions.words_of(text) for text in typed.values()))
        kept = DraftAutosave.keep(
            document,
            annex,
            by=request.user,
            version=int(version),
            typed=typed,
            known=BodyForm.base_fields["kept"].clean(request.POST.get("kept", "")),
        )
    except (ValidationError, ValueError) as refusal:
        return JsonResponse({"words": " ".join(getattr(refusal, "messages", [str(refusal)]))}, status=REFUSED)
    at = time_format(timezone.localtime(kept.saved_at))
    words = f"Đã lưu tạm lúc {at}; bấm “Lưu” để mọi người thấy."
    return JsonResponse({"words": words, "kept": kept.saved_at.isoformat()})


@require_POST
def autosave_discard(request, pk):
    """Give up what was typed in the text, or in the annex `phu-luc`; what is stored comes back."""
    document = writable(request.user, pk)
    asked = request.POST.get("phu-luc", "")
    annex = get_object_or_404(document.annexes, pk=asked) if asked.isdecimal() else None
    DraftAutosave.objects.filter(document=document, annex=annex, user=request.user).delete()
    return redirect("documents:annex_edit", annex.pk) if annex else redirect("documents:document_edit", pk)
