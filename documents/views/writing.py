"""Writing a paper: begin it, edit its text, its annexes and its pictures, throw the draft away."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.forms.starting import DocumentStartForm, IssuerForm
from documents.forms.writing import AnnexForm, DocumentForm, PictureForm, citable, suggestions
from documents.legacy_text import LegacyText
from documents.models import Attachment, Document, DocumentAnnex, DraftAutosave, missing
from organizations.models import AuditEntry
from organizations.permissions import Permission, require, require_somewhere
from wardportal import dates
from wardportal.editing import conflict_page, refusals_in, refusals_told

FIXED = (
    "Văn bản này đã trình hoặc đã ban hành nên không sửa được. Cần sửa thì đề nghị trả lại, "
    "hoặc soạn văn bản sửa đổi, thay thế."
)


@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request):
    require_somewhere(request.user, Permission.DOCUMENT_DRAFT)
    asking = IssuerForm(request.GET or None, user=request.user)
    issuer = asking.issuer
    if issuer is None:
        return render(request, "documents/document_new.html", {"issuer_form": asking})
    form = DocumentStartForm(request.POST or None, issuer=issuer)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            document = form.save(by=request.user)
            messages.success(request, "Đã lập dự thảo. Soạn tiếp các phần dưới đây.")
            return redirect("documents:document_edit", document.pk)
    lacking = missing.numbering(issuer, dates.today(), request.user, symbol=issuer.symbol)
    context = {"form": form, "issuer": issuer, "may_choose": asking.only is None, "lacking": lacking}
    return render(request, "documents/document_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request, pk):
    document = writable(request.user, pk)
    if request.method != "POST" and not document.is_open:
        return _told_fixed(request, document)
    form = DocumentForm(request.POST or None, instance=document)
    page = _edit_page(request, form, document)
    back_url = document.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        next_url = back_url if "xem" in request.POST else request.path
        if answer := _saved(request, form, "Đã lưu dự thảo.", next_url):
            return answer
        if form.is_valid():
            fields = "documents/_document_fields.html"
            return conflict_page(
                request,
                form,
                saved=_last_saving(document),
                fields_template=fields,
                title=page["title"],
                back_url=request.path,
            )
    return render(request, "documents/document_edit.html", {"form": form, "back_url": back_url, **page})


def _edit_page(request, form, document) -> dict:
    return {
        "title": f"Soạn {_small(document.doc_type.name)}",
        # A plan belongs to the app above; its paper has it by related_name, if it is a plan's.
        "plan": getattr(document, "plan", None),
        "has_old_letters": bool(LegacyText(document).changes),
        "review": getattr(document, "review", None),
        **take_up(request, form, document),
        **_surroundings(request.user, document),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def document_convert(request, pk):
    """What was typed for old fonts, before and after; sent, it is put into Unicode."""
    document = writable(request.user, pk)
    if not document.is_open:
        return _told_fixed(request, document)
    legacy = LegacyText(document)
    if request.method == "POST":
        with refusals_told(request):
            legacy.convert(by=request.user)
            messages.success(request, f"Đã chuyển {len(legacy.changes)} đoạn sang Unicode. Hãy đọc lại.")
        return redirect("documents:document_edit", pk)
    return render(request, "documents/document_convert.html", {"document": document, "legacy": legacy})


@require_http_methods(["GET", "HEAD", "POST"])
def document_delete(request, pk):
    document = writable(request.user, pk)
    if not document.is_open:
        return _told_fixed(request, document)
    if request.method == "POST":
        with refusals_told(request):
            document.discard(by=request.user)
            messages.success(request, "Đã xóa dự thảo.")
            return redirect("documents:document_list")
        return redirect("documents:document_edit", pk)
    # The upper apps' rows are reached from the paper; this app imports none of them.
    tasks = " Các nhiệm vụ dự thảo này giao cũng bỏ theo." if document.assigned_tasks.exists() else ""
    context = {
        "title": "Xóa dự thảo này?",
        "lead": f"{document}. Nội dung, phụ lục và hình của dự thảo mất hẳn, không lấy lại được.{tasks}",
        "action": "Xóa dự thảo",
        "back_url": reverse("documents:document_edit", args=[pk]),
    }
    return render(request, "documents/document_delete.html", context)


# --- Annexes ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def annex_create(request, pk):
    document = writable(request.user, pk)
    return _annex_page(request, DocumentAnnex(document=document), "Thêm phụ lục")


@require_http_methods(["GET", "HEAD", "POST"])
def annex_edit(request, pk):
    return _annex_page(request, writable_annex(request.user, pk), "Sửa phụ lục")


def _annex_page(request, annex, title):
    document = annex.document
    if request.method != "POST" and not document.is_open:
        return _told_fixed(request, document)
    form = AnnexForm(request.POST or None, instance=annex)
    kept = take_up(request, form, document, annex) if annex.pk else {"kept": None, "is_restored": False}
    back_url = reverse("documents:document_edit", args=[document.pk])
    if request.method == "POST" and form.is_valid():
        if answer := _saved(request, form, "Đã lưu phụ lục.", back_url):
            return answer
        if form.is_valid():
            fields = "documents/_annex_fields.html"
            return conflict_page(
                request,
                form,
                saved=_last_saving(document),
                fields_template=fields,
                title=title,
                back_url=back_url,
            )
    context = {"form": form, "annex": annex, "title": title, "back_url": back_url, **kept}
    return render(request, "documents/annex_edit.html", {**_surroundings(request.user, document), **context})


@require_POST
def annex_move(request, pk):
    annex = writable_annex(request.user, pk)
    return _done(request, annex.document, annex.move, is_up="len" in request.POST)


@require_http_methods(["GET", "HEAD", "POST"])
def annex_delete(request, pk):
    annex = writable_annex(request.user, pk)
    if request.method == "POST":
        return _done(request, annex.document, annex.remove, said="Đã xóa phụ lục.")
    context = {
        "title": "Xóa phụ lục này?",
        "lead": f"{annex}. Nội dung của phụ lục mất hẳn, không lấy lại được.",
        "action": "Xóa phụ lục",
        "back_url": reverse("documents:annex_edit", args=[pk]),
    }
    return render(request, "documents/document_delete.html", context)


def _done(request, document, verb, *, said="", where="phu-luc", **how):
    """The answer to a button of the edit page: the page again, with what was done or why it was refused."""
    with refusals_told(request):
        verb(by=request.user, **how)
        if said:
            messages.success(request, said)
        return redirect(f"{reverse('documents:document_edit', args=[document.pk])}#{where}")
    return redirect("documents:document_edit" if document.is_open else document, document.pk)


# --- Pictures -----------------------------------------------------------------------------------------


@require_POST
def picture_create(request, pk):
    """The panel of pictures for the script, the page again for a browser without it."""
    document = writable(request.user, pk)
    form = PictureForm(request.POST, request.FILES, document=document)
    if form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
    is_stored = form.is_valid()
    if request.headers.get("X-Requested-With") == "fetch":
        context = {
            "document": document,
            "picture_form": PictureForm(document=document) if is_stored else form,
        }
        context["pictures"] = document.attachments.filter(kind=Attachment.Kind.PICTURE)
        return render(request, "documents/_editor_pictures.html", context)
    for sentence in [each for errors in form.errors.values() for each in errors]:
        messages.error(request, f"Chưa tải hình lên: {sentence}")
    if is_stored:
        messages.success(request, "Đã tải hình lên.")
    return redirect(f"{reverse('documents:document_edit', args=[pk])}#hinh")


@require_http_methods(["GET", "HEAD", "POST"])
def picture_delete(request, key):
    seen = Document.objects.visible_to(request.user)
    found = get_object_or_404(Attachment, kind=Attachment.Kind.PICTURE, document__in=seen, key=key)
    document = writable(request.user, found.document_id)
    if request.method == "POST":
        return _done(request, document, found.remove, said="Đã xóa hình.", where="hinh")
    context = {
        "title": "Xóa hình này?",
        "lead": f"{found.description or found.name}. Hình mất hẳn, không lấy lại được.",
        "action": "Xóa hình",
        "back_url": f"{reverse('documents:document_edit', args=[document.pk])}#hinh",
    }
    return render(request, "documents/document_delete.html", context)


@require_safe
def picture(request, key):
    """A picture of a paper's text, inside the page of who may see the paper."""
    documents = Document.objects.visible_to(request.user)
    pictures = Attachment.objects.filter(kind=Attachment.Kind.PICTURE, document__in=documents)
    found = get_object_or_404(pictures, key=key)
    try:
        file = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return FileResponse(file, content_type=found.content_type, headers=headers)


def take_up(request, form, document, annex=None) -> dict:
    """What `user` typed earlier and did not save: offered, or (`khoi-phuc`) put into the form."""
    kept = DraftAutosave.of(document, annex, by=request.user) if request.method != "POST" else None
    is_restored = kept is not None and "khoi-phuc" in request.GET
    if is_restored:
        form.initial |= kept.typed | {"version": kept.version, "kept": kept.saved_at.isoformat()}
    return {"kept": kept, "is_restored": is_restored}


# --- Shared -------------------------------------------------------------------------------------------


def writable(user, pk):
    """A paper whose draft `user` may write: 404 where it is not to be seen, 403 where it is not theirs."""
    documents = Document.objects.visible_to(user).select_related("issuer", "doc_type", "locality")
    document = get_object_or_404(documents, pk=pk)
    require(user, Permission.DOCUMENT_DRAFT, document.issuer)
    return document


def writable_annex(user, pk):
    annex = get_object_or_404(DocumentAnnex, pk=pk, document__in=Document.objects.visible_to(user))
    annex.document = writable(user, annex.document_id)
    return annex


def _small(name):
    return name[:1].lower() + name[1:]


def _told_fixed(request, document):
    messages.warning(request, FIXED)
    return redirect(document)


def _saved(request, form, said, next_url):
    """The redirect after a valid form was stored; None where it was refused or somebody saved before."""
    if not form.is_edited and form.instance.pk:
        messages.info(request, "Không có gì thay đổi.")
        return redirect(next_url)
    with refusals_in(form):
        if form.instance.pk is None or form.claim():
            form.save(by=request.user)
            messages.success(request, said)
            for note in form.notes:
                messages.warning(request, note)
            return redirect(next_url)
    return None


def _last_saving(document):
    return AuditEntry.objects.last_of(document)


def _surroundings(user, document):
    """What stands beside the text: suggestions, annexes, pictures."""
    return {
        "document": document,
        "suggestions": suggestions(document),
        "citable": citable(document, user),
        "annexes": list(document.annexes.all()) if document.pk else [],
        "pictures": document.attachments.filter(kind=Attachment.Kind.PICTURE),
        "picture_form": PictureForm(document=document),
    }
