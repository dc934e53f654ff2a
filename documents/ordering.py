"""The file of a paper, PDF or Word: what it is known by, the order for it, what a worker needs."""

import hashlib
import json
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import QuerySet

from documents.models import Attachment, Document, RenderJob
from documents.paper import Paper
from wardportal.text import MISSING

TASK_NAME = "documents.jobs.render_document"


class Face(StrEnum):
    """The two files of a paper; each value is the file's suffix."""

    PDF = "pdf"
    DOCX = "docx"


RENDERERS = {Face.PDF: "weasyprint", Face.DOCX: "python-docx"}


def order(document, face, *, by) -> RenderJob:
    """The job that gives this file: the one there is for the same content, else a new one.

    Raises ValidationError where no layout is in force for a draft.
    """
    face = Face(face)
    return RenderJob.order(
        by=by,
        locality_id=document.locality_id,
        content_hash=content_hash(document, face),
        document=document,
        is_draft=document.state != Document.State.ISSUED,
        title=title_of(document),
        task_name=TASK_NAME,
        params={"face": face.value},
        source_url=document.get_absolute_url(),
        filename=f"{title_of(document)[:140]}.{face}".replace("/", "-"),
    )


def finished(document, face) -> RenderJob | None:
    """The job whose file is this paper as it is now, if it was rendered already."""
    done = document.render_jobs.filter(state=RenderJob.State.DONE)
    return done.filter(content_hash=content_hash(document, Face(face))).first()


def title_of(document) -> str:
    """ "Kế hoạch số 19-KH/ĐU, ngày 25/4/2016"; a draft is told from others by what it is about."""
    if document.is_numbered:
        return document.citation[:300]
    return f"{document.citation} {document.abstract}"[:300]


def has_text(document) -> bool:
    """Whether there is a text to print: of older papers the registers often keep the head alone."""
    return bool(document.body.replace(MISSING, "").strip())


def content_hash(document, face) -> str:
    """One digest for one file: of an issued paper its fixed words, figures and pictures for ever.

    A draft is rendered anew when it, its pictures, our style or the renderer has changed.
    """
    is_fixed = document.paper is not None
    paper = document.paper if is_fixed else document.as_paper.to_json()
    printed = json.dumps(paper, ensure_ascii=False, sort_keys=True)
    shown = [picture.sha256 for picture in pictures(document) if picture.key in printed]
    # Two papers may read alike: each has jobs of its own, seen by its own readers.
    parts = [str(document.pk), face, printed, *sorted(shown), "" if is_fixed else _style(face)]
    if document.drawings:
        parts.append(json.dumps(document.drawings, sort_keys=True))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _style(face) -> str:
    """What a file is made with: renderer, style sheet, templates and our own writers."""
    house = Path(__file__).parent
    sources = [
        Path(finders.find("print.css")),
        *sorted((settings.BASE_DIR / "templates" / "print").glob("*.html")),
        *sorted(house.glob("docx*.py")),
        *(house / name for name in ("content.py", "paper.py", "pdf.py", "printing.py", "profiles.py")),
        house / "templatetags" / "paper.py",
    ]
    digest = hashlib.sha256(version(RENDERERS[face]).encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def pictures(document) -> QuerySet:
    """The pictures that may stand in this paper's text: its own."""
    return document.attachments.filter(kind=Attachment.Kind.PICTURE)


def picture_bytes(document, paper: Paper) -> dict[str, bytes]:
    """{key: the file} of the pictures that `paper` shows; without those whose file is gone."""
    html = " ".join([paper.body_html, *(annex.body_html for annex in paper.annexes)])
    return {
        picture.key: content
        for picture in pictures(document)
        if picture.key in html and (content := stored(picture)) is not None
    }


def stored(picture) -> bytes | None:
    """The picture as it was uploaded; None where the file is gone from the store."""
    try:
        with picture.file.open("rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def keep_fingerprint(job, content: bytes) -> None:
    """Note by which bytes the issued paper's PDF is known from its first rendering on: what is signed later.

    A paper of before the portal that was completed is another text, known by the bytes of that one.
    """
    same = RenderJob.objects.filter(document=job.document_id, content_hash=job.content_hash)
    if same.exclude(file="").exists():
        return
    Document.objects.filter(pk=job.document_id, state=Document.State.ISSUED).update(
        pdf_sha256=hashlib.sha256(content).hexdigest(), pdf_size=len(content)
    )
