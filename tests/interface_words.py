"""Every text that the interface can show, read out of templates, code and scripts."""

import ast
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings

APPS = [
    "wardportal",
    "organizations",
    "documents",
    "indicators",
    "plans",
    "activities",
    "meetings",
    "reports",
]
# What stands where the interface puts in a number or a name.
GAP = "…"
TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
COMMENT = re.compile(r"{% comment.*?endcomment %}", re.DOTALL)
VALUE = re.compile(r"{{.*?}}", re.DOTALL)
QUOTED = re.compile(r'"([^"]+)"')
# An element whose words are read as one, with what is marked inside.
WHOLE = {"a", "button", "summary", "label", "th", "td", "h1", "h2", "h3", "p", "li", "dt", "legend", "option"}


def plain(text) -> str:
    """As it is compared: one space, no capital, no sign at its end."""
    return re.sub(r"\s+", " ", text).strip(" .:“”›→←").lower()


@cache
def interface_words() -> frozenset[str]:
    found = set()
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        found |= _of_template(path.read_text())
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found |= _of_code(ast.parse(path.read_text()))
    for path in Path(settings.BASE_DIR / "static").glob("*.js"):
        found |= set(re.findall(r'["`]([^"`\n]+)["`]', path.read_text()))
    return frozenset(plain(short) for text in found for short in _shortened(text))


def _shortened(text):
    """A name may be told without what stands in brackets or behind a comma, and without its number."""
    yield from (text, text.partition(" (")[0], text.partition(",")[0], text.strip().removeprefix(GAP))


def _of_template(source):
    source = VALUE.sub(GAP, COMMENT.sub("", source))
    found = {text for tag in TAG.findall(source) for text in QUOTED.findall(tag)}
    # A condition may part a text or stand within it: read both ways.
    for between in ("", "\x00"):
        texts = _Texts(TAG.sub(between, source)).found
        found |= {part for text in texts for part in text.split("\x00")}
    return found


class _Texts(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self._open = set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found |= {value for name, value in attrs if value and name in {"aria-label", "title", "value"}}
        if tag in WHOLE:
            self._open.append((tag, []))

    def handle_endtag(self, tag):
        if self._open and self._open[-1][0] == tag:
            self.found.add("".join(self._open.pop()[1]))

    def handle_data(self, data):
        self.found.add(data)
        for _, words in self._open:
            words.append(data)


def _of_code(tree):
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            found.add("".join(it.value if isinstance(it, ast.Constant) else GAP for it in node.values))
    return found
