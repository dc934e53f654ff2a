"""Text of a draft that was typed for VNI or TCVN3 fonts: found part by part, made Unicode if people agree.

What is pasted from an old file keeps its letters and loses its font: it reads as gibberish from then on.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from lxml import etree
from lxml import html as lxml_html

from documents import content
from documents.legacy_fonts import Encoding, guess, reads_as, to_unicode
from documents.models import Document

OLD = (Encoding.VNI, Encoding.TCVN3)
BLOCKS = ("p", "h2", "h3", "h4", "caption", "figcaption")
FIELDS = ["abstract", "addressees", "basis", "recipients", "signing_authority", "signer_post", "signer_name"]
# Of a long paper nobody reads every line twice.
MOST_SHOWN = 60


@dataclass(frozen=True)
class Change:
    """A part of the text before and after."""

    before: str
    after: str


class LegacyText:
    """A draft with its annexes, read for text of the old fonts; `changes` is empty where there is none."""

    def __init__(self, document):
        self.document, self.annexes = document, list(document.annexes.all())
        texts = [getattr(document, name) for name in FIELDS] + [annex.title for annex in self.annexes]
        bodies = [document.body, *(annex.body for annex in self.annexes)]
        parts = [line for text in texts for line in text.splitlines()]
        parts += [block.text_content() for body in bodies for block in _blocks(_tree(body))]
        # A few words alone do not tell; beside a paragraph that does, they are read as that one.
        self.encodings = [each for each in OLD if each in {guess(part) for part in parts}]
        read = [Change(part, to_unicode(part, self._of(part))) for part in parts]
        self.changes = [change for change in read if change.before != change.after]

    @property
    def shown(self) -> list[Change]:
        return self.changes[:MOST_SHOWN]

    @transaction.atomic
    def convert(self, *, by):
        """Put all of it into Unicode, with its trace; ValidationError where nothing is left to convert."""
        document = self.document
        if not self.changes:
            raise ValidationError("Không còn chỗ nào gõ bằng phông cũ. Hãy mở lại trang để xem.")
        claimed = Document.objects.filter(pk=document.pk, version=document.version)
        if not claimed.update(version=document.version + 1):
            raise ValidationError("Văn bản vừa được người khác sửa. Hãy mở lại trang để xem bản mới.")
        document.version += 1
        for name in FIELDS:
            setattr(document, name, self._lines(getattr(document, name)))
        document.body = self._html(document.body)
        document.write(by=by)
        for annex in self.annexes:
            annex.document = document
            annex.title, annex.body = self._lines(annex.title), self._html(annex.body)
            annex.version += 1
            annex.write(by=by)

    def _of(self, part) -> Encoding:
        sure = guess(part)
        if sure is not None or reads_as(part, Encoding.UNICODE):
            return sure or Encoding.UNICODE
        return next((each for each in self.encodings if reads_as(part, each)), Encoding.UNICODE)

    def _lines(self, text) -> str:
        return "\n".join(to_unicode(line, self._of(line)) for line in text.split("\n"))

    def _html(self, html) -> str:
        tree = _tree(html)
        for block in _blocks(tree):
            encoding = self._of(block.text_content())
            if encoding is Encoding.UNICODE:
                continue
            for node in block.iter():
                node.text = node.text and to_unicode(node.text, encoding)
                if node is not block:
                    node.tail = node.tail and to_unicode(node.tail, encoding)
        inside = "".join(etree.tostring(each, encoding="unicode", method="html") for each in tree)
        return content.clean(inside).html


def _tree(html):
    return lxml_html.fragment_fromstring(content.clean(html).html or "<p></p>", create_parent="div")


def _blocks(tree):
    return [block for block in tree.iter(*BLOCKS) if block.text_content().strip()]
