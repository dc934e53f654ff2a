"""How papers hang together: the whole family of one, and the links of one added and taken away."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.family import family_of
from documents.forms.links import LinkFilterForm, LinkForm
from documents.models import Document, DocumentLink
from organizations.permissions import Permission, can, require
from wardportal.editing import refusals_in


@require_safe
def document_family(request, pk):
    document = _paper_or_404(request.user, pk)
    context = {
        "document": document,
        "family": family_of(document, request.user),
        "may_link": can(request.user, Permission.DOCUMENT_DRAFT, document.issuer),
    }
    return render(request, "documents/document_family.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def document_links(request, pk):
    user = request.user
    document = _paper_or_404(user, pk)
    require(user, Permission.DOCUMENT_DRAFT, document.issuer)
    form = LinkForm(request.POST if request.method == "POST" else None, document=document, user=user)
    if form.is_valid():
        with refusals_in(form):
            link = form.save(by=user)
            messages.success(
                request, f"Đã ghi: văn bản này {link.get_kind_display()} {link.target.citation}."
            )
            return redirect("documents:document_links", pk)
    asking = LinkFilterForm(request.GET)
    links = document.links_up.filter(target__in=Document.objects.visible_to(user))
    context = {
        "document": document,
        "form": form,
        "filter_form": asking,
        "papers": asking.filter(document, user),
        "links": links.select_related("target__doc_type").order_by("target__issued_on", "pk"),
        "is_filtered": bool(request.GET.get("q")),
    }
    return render(request, "documents/document_links.html", context)


@require_POST
def link_remove(request, pk):
    seen = Document.objects.visible_to(request.user)
    links = DocumentLink.objects.filter(source__in=seen, target__in=seen)
    link = get_object_or_404(
        links.select_related("source__issuer", "source__doc_type", "target__doc_type"), pk=pk
    )
    require(request.user, Permission.DOCUMENT_DRAFT, link.source.issuer)
    link.untie(by=request.user)
    messages.success(request, f"Đã bỏ quan hệ với {link.target.citation}.")
    return redirect("documents:document_links", link.source_id)


def _paper_or_404(user, pk) -> Document:
    papers = Document.objects.visible_to(user).select_related("issuer", "doc_type", "locality")
    return get_object_or_404(papers, pk=pk)
