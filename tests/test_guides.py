"""The manual: its words are those of the interface, its pictures are there, it opens at the reader's role."""

import io
import re

import pikepdf
import pytest
from PIL import Image

from documents.models import RenderJob
from documents.pdf import render_pdf
from tests.interface_words import interface_words, plain
from tests.reading import text_of
from wardportal import guides, jobs
from wardportal.guides import FOLDER, OF_ROLES, PICTURES, SLUGS, anchor, tokens_of

LINK = re.compile(r"\]\(([^)]+)\)")


def inlines(slug):
    return [token for token in tokens_of(slug) if token.type == "inline"]


def bold_words(slug):
    """What stands in bold: the words of a button, a link, a label."""
    for token in inlines(slug):
        words = None
        for part in token.children:
            if part.type == "strong_open":
                words = []
            elif part.type == "strong_close":
                yield "".join(words)
                words = None
            elif words is not None:
                words.append(" " if part.type == "softbreak" else part.content)


@pytest.mark.parametrize("slug", SLUGS)
def test_bold_words_are_those_of_the_interface(slug):
    known = interface_words()

    assert [words for words in bold_words(slug) if plain(words) not in known] == []


def test_every_file_of_the_manual_is_listed_and_every_picture_shown():
    files = {path.stem for path in FOLDER.glob("*.md")} - {"README"}
    manual = "".join(path.read_text() for path in FOLDER.glob("*.md"))
    shown = set(re.findall(r"\(anh/([^)]+)\)", manual))

    assert files == set(SLUGS)
    assert shown == {path.name for path in PICTURES.iterdir()}
    index = (FOLDER / "README.md").read_text()
    assert {f"{slug}.md" for slug in SLUGS} == set(LINK.findall(index))


def test_links_lead_to_headings_that_are_there():
    headings = {f"{slug}.md": {anchor(token.content) for token in inlines(slug)} for slug in SLUGS}
    lost = []
    for slug in SLUGS:
        for href in LINK.findall((FOLDER / f"{slug}.md").read_text()):
            file, mark, heading = href.partition("#")
            if not href.startswith("anh/") and (
                file not in headings or (mark and heading not in headings[file])
            ):
                lost.append((slug, href))

    assert lost == []


def test_pictures_are_light_and_described():
    heavy = {path.name: path.stat().st_size for path in PICTURES.iterdir() if path.stat().st_size > 40_000}
    silent = [
        (slug, image.attrGet("src"))
        for slug in SLUGS
        for token in inlines(slug)
        for image in token.children
        if image.type == "image" and not image.content
    ]

    assert (heavy, silent) == ({}, [])
    for path in PICTURES.iterdir():
        with Image.open(path) as picture:
            assert picture.format == "WEBP"


@pytest.mark.parametrize("slug", OF_ROLES)
def test_a_guide_of_a_role_is_a_few_pages_in_large_type(slug):
    content = render_pdf(guides.paper_html(slug))

    with pikepdf.open(io.BytesIO(content)) as paper:
        assert len(paper.pages) <= 4
        width, height = (float(side) for side in paper.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)


def test_what_a_guide_holds_is_escaped():
    assert guides.MARKDOWN.render("<script>alert(1)</script>").startswith("<p>&lt;script&gt;")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "title"),
    [
        ("officer", "Cán bộ Văn phòng Đảng ủy"),
        ("leader", "Thường trực Đảng ủy"),
        ("front", "Cán bộ Mặt trận, đoàn thể phường"),
        ("women_kp3", "Trưởng ban, bí thư, chi hội trưởng ở khu phố"),
        ("reader", "Bắt đầu: đăng nhập, việc cần xử lý"),
    ],
)
def test_the_manual_opens_at_the_readers_role(client_of, request, who, title):
    page = client_of(request.getfixturevalue(who)).get("/huong-dan/")

    assert f"<h1>{title}</h1>" in page.content.decode()
    assert page.content.decode().count("của đồng chí</small>") == 1
    assert 'loading="lazy"' in page.content.decode()


@pytest.mark.django_db
def test_a_page_leads_to_its_part_of_the_manual(client_of, officer):
    client = client_of(officer)

    assert 'href="/huong-dan/ke-hoach/">Hướng dẫn trang này' in client.get("/ke-hoach/").content.decode()
    assert 'href="/huong-dan/">Hướng dẫn trang này' in client.get("/").content.decode()
    assert client.get("/huong-dan/khong-co/").status_code == 404


@pytest.mark.django_db
def test_a_guide_is_rendered_once_and_given_to_everybody_of_the_ward(client_of, officer, women_kp3):
    url = "/huong-dan/bat-dau/van-ban.pdf"
    ordered = client_of(officer).get(url)
    job = RenderJob.objects.get()
    assert (ordered.status_code, ordered.url) == (303, job.get_absolute_url())

    jobs.render_guide(job.pk)
    given = client_of(women_kp3).get(url)

    assert given.status_code == 200
    assert given["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(given.getvalue())) as paper:
        assert str(paper.docinfo["/Title"]) == "Hướng dẫn: Bắt đầu: đăng nhập, việc cần xử lý"
    assert RenderJob.objects.count() == 1
    assert "Hướng dẫn: Bắt đầu" in text_of(client_of(officer).get("/viec/"))
