"""Hướng dẫn: the manual in docs/huong-dan as pages, the reader's own first, and as papers in large type."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from PIL import Image

from documents.models import RenderJob
from documents.views.jobs import file_response, is_only_a_look, see_other
from organizations.permissions import Role
from wardportal.addresses import address

FOLDER = settings.BASE_DIR / "docs" / "huong-dan"
PICTURES = FOLDER / "anh"
TASK_NAME = "wardportal.jobs.render_guide"

# Whose guide it is, the widest powers first: who holds several posts begins with the first that fits.
OF_ROLES = {
    "thuong-truc-dang-uy": {Role.STANDING_LEADERSHIP},
    "can-bo-van-phong-dang-uy": {Role.PARTY_OFFICE},
    "can-bo-mat-tran-doan-the": {Role.FRONT_LEADER, Role.ORGANIZATION_LEADER, Role.CONSOLIDATOR},
    "truong-ban-chi-hoi-truong": {Role.BRANCH_LEADER},
    "quan-tri-phuong": {Role.WARD_ADMIN},
    "ban-bien-tap": {Role.EDITOR},
}
FOR_ANYBODY, FOR_THE_MACHINE = "bat-dau", "nguoi-phu-trach-may"
SUBJECTS = [
    "ke-hoach",
    "hoi-nghi",
    "bien-ban",
    "so-lieu",
    "bao-cao",
    "so-ket",
    "hoat-dong",
    "van-ban",
    "to-chuc",
]
SLUGS = [FOR_ANYBODY, *OF_ROLES, FOR_THE_MACHINE, *SUBJECTS]

# What is read about a page: by its name, else by its app.
OF_PAGES = {
    "documents": "van-ban",
    "indicators": "so-lieu",
    "plans": "ke-hoach",
    "activities": "hoat-dong",
    "meetings": "hoi-nghi",
    "meetings:minutes_write": "bien-ban",
    "meetings:minutes_read": "bien-ban",
    "reports": "bao-cao",
    "reports:review_list": "so-ket",
    "reports:review_detail": "so-ket",
    "reports:review_words": "so-ket",
    "reports:contribution_edit": "so-ket",
    "organizations": "to-chuc",
    "organizations:account": "bat-dau",
    "activities:assignment_report": "truong-ban-chi-hoi-truong",
    "activities:difficulty_raise": "truong-ban-chi-hoi-truong",
    "search": "bat-dau",
    "feed_list": "bat-dau",
}
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
FILE_LINK = re.compile(r"([a-z-]+)\.md(#.*)?")


@dataclass(frozen=True)
class Guide:
    """One file of the manual: its name without the suffix, and its first heading."""

    slug: str
    title: str

    def get_absolute_url(self):
        return address("guide", self.slug)

    @property
    def pdf_url(self):
        return address("guide_pdf", self.slug)


@cache
def guides() -> dict[str, Guide]:
    """{slug: guide}, in the order of the list."""
    first_lines = {slug: (FOLDER / f"{slug}.md").read_text().partition("\n")[0] for slug in SLUGS}
    return {slug: Guide(slug, line.removeprefix("# ").strip()) for slug, line in first_lines.items()}


def own_guide(user) -> Guide:
    """The guide of the post that `user` holds."""
    roles = {role for role, _ in user.powers}
    slug = next((slug for slug, those in OF_ROLES.items() if those & roles), FOR_ANYBODY)
    return guides()[slug]


def guide_url_of(match) -> str:
    """Where the manual tells of a page (what its address resolved to); the reader's own guide if nowhere."""
    names = [match.view_name, match.namespace] if match else []
    slug = next((OF_PAGES[name] for name in names if name in OF_PAGES), None)
    return address("guide", slug) if slug else address("guide_own")


# --- From Markdown ------------------------------------------------------------------------------------


def anchor(heading: str) -> str:
    """The address of a heading within its page, as GitHub makes it too."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def tokens_of(slug):
    """The file as Markdown's tokens, its title left out."""
    tokens = MARKDOWN.parse((FOLDER / f"{slug}.md").read_text())
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
    return tokens[3:]


@cache
def page_html(slug) -> str:
    """The guide for the screen."""
    return _html(slug, on_paper=False)


def paper_html(slug) -> str:
    """The guide as a whole page for the renderer of papers."""
    body = _html(slug, on_paper=True)
    return render_to_string("print/guide.html", {"title": guides()[slug].title, "body": body})


def _html(slug, *, on_paper) -> str:
    tokens = tokens_of(slug)
    for opening, inline in pairwise(tokens):
        if inline.type != "inline":
            continue
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(inline.content))
        for token in inline.children:
            if token.type == "image":
                _show(token, on_paper)
            elif token.type in {"link_open", "link_close"}:
                _lead(token, on_paper)
        if all(it.type in {"image", "softbreak"} for it in inline.children):
            opening.attrSet("class", "pictures")
    # Markdown escapes all that is not its own, and lets no HTML through.
    return mark_safe(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))  # noqa: S308


def _show(image, on_paper):
    name = f"huong-dan/{Path(image.attrGet('src')).name}"
    width, height = _size(name)
    image.attrs |= {"src": f"static:{name}" if on_paper else static(name), "loading": "lazy"}
    image.attrs |= {"width": str(width), "height": str(height)}
    if height > width:
        image.attrSet("class", "upright")


@cache
def _size(name):
    with Image.open(PICTURES / Path(name).name) as file:
        return file.size


def _lead(link, on_paper):
    """To another file's page; on paper nothing can be clicked, and the words alone stay."""
    if on_paper:
        link.tag, link.attrs = "span", {}
    elif link.type == "link_open" and (found := FILE_LINK.fullmatch(link.attrGet("href"))):
        link.attrSet("href", address("guide", found[1]) + (found[2] or ""))


# --- As a paper ---------------------------------------------------------------------------------------


@cache
def content_hash(slug) -> str:
    """One digest for one file of the version that runs: its words, its pictures and what renders them."""
    html = paper_html(slug)
    digest = hashlib.sha256(f"guide\0{version('weasyprint')}\0{html}".encode())
    for name in sorted(set(re.findall(r"static:huong-dan/([\w.-]+)", html))):
        digest.update((PICTURES / name).read_bytes())
    return digest.hexdigest()


def order(guide, *, by) -> RenderJob:
    return RenderJob.order(
        by=by,
        content_hash=content_hash(guide.slug),
        title=f"Hướng dẫn: {guide.title}",
        task_name=TASK_NAME,
        params={"guide": guide.slug},
        source_url=guide.get_absolute_url(),
        filename=f"Hướng dẫn {guide.slug}.pdf",
    )


# --- Pages --------------------------------------------------------------------------------------------


@require_safe
def guide_own(request):
    return _page(request, own_guide(request.user))


@require_safe
def guide(request, slug):
    return _page(request, _guide_or_404(slug))


def _page(request, shown):
    known = guides()
    context = {
        "guide": shown,
        "html": page_html(shown.slug),
        "own": own_guide(request.user),
        "of_roles": [known[slug] for slug in (FOR_ANYBODY, *OF_ROLES, FOR_THE_MACHINE)],
        "of_subjects": [known[slug] for slug in SUBJECTS],
    }
    return render(request, "guide.html", context)


@require_safe
@cache_control(private=True)
def guide_pdf(request, slug):
    """The file if it is there; else it is ordered, and its job's page leads to it."""
    shown = _guide_or_404(slug)
    if is_only_a_look(request):
        return see_other(shown)
    job = order(shown, by=request.user)
    if job.state == RenderJob.State.DONE:
        return file_response(job, as_attachment=False) or see_other(job)
    return see_other(job)


def _guide_or_404(slug):
    if slug not in guides():
        raise Http404
    return guides()[slug]
