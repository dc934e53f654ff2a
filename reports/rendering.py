"""A set of papers as files: in parallel processes, each with one parsed style sheet; as a ZIP, or as one PDF.

Imported by workers and commands alone: it loads WeasyPrint.
"""

import io
import os
import resource
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing import get_context

import pikepdf
from django.db import connections

from documents.pdf import render_pdf, warm_up
from documents.printing import paper_html
from reports.sets import Leaf

# A process makes room for a fresh one after so many papers.
RENDERS_A_PROCESS = 200


@dataclass(frozen=True)
class Rendered:
    """One file, with what making it took: seconds, pages, and the most memory its process had, in MB."""

    folder: str
    filename: str
    content: bytes
    seconds: float
    cpu_seconds: float
    pages: int
    memory_mb: int
    process: int


def _rendered(folder, filename, html) -> Rendered:
    began, cpu = time.perf_counter(), time.process_time()
    content = render_pdf(html)
    with pikepdf.open(io.BytesIO(content)) as file:
        pages = len(file.pages)
    return Rendered(
        folder=folder,
        filename=filename,
        content=content,
        seconds=time.perf_counter() - began,
        cpu_seconds=time.process_time() - cpu,
        pages=pages,
        memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        process=os.getpid(),
    )


def render_all(leaves: Iterable[Leaf], *, processes: int, on_done: Callable[[int], object] | None = None):
    """Each leaf rendered, in their order; `on_done(count)` is told after each. One process: in this one."""
    pages = [(it.folder, it.filename, paper_html(it.paper, it.drawings)) for it in leaves]
    if processes == 1:
        for count, page in enumerate(pages, start=1):
            yield _rendered(*page)
            if on_done:
                on_done(count)
        return
    # Forked once fonts and style sheet are loaded; of this process's connections nothing goes along.
    warm_up()
    connections.close_all()
    with get_context("fork").Pool(processes, maxtasksperchild=RENDERS_A_PROCESS) as pool:
        for count, done in enumerate(pool.imap(_rendered_page, pages), start=1):
            yield done
            if on_done:
                on_done(count)


def _rendered_page(page) -> Rendered:
    return _rendered(*page)


def zipped(rendered: Iterable[Rendered], more: dict[str, bytes] | None = None) -> bytes:
    """One ZIP: a folder a part of the set, the papers numbered in their order; `more` files beside them."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for order, it in enumerate(rendered, start=1):
            archive.writestr(f"{it.folder}/{order:02} {it.filename}.pdf", it.content)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


def bound(rendered: Iterable[Rendered]) -> bytes:
    """One PDF to be printed in order, each paper on a new sheet of its own, with a bookmark to each."""
    with pikepdf.new() as whole:
        marks = []
        for it in rendered:
            marks.append((it.filename, len(whole.pages)))
            with pikepdf.open(io.BytesIO(it.content)) as part:
                whole.pages.extend(part.pages)
            # On both sides of the sheet: the next paper begins on a front.
            if len(whole.pages) % 2:
                whole.add_blank_page(page_size=whole.pages[-1].mediabox[2:])
        with whole.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(name, page) for name, page in marks)
        file = io.BytesIO()
        whole.save(file)
    return file.getvalue()
