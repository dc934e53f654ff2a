"""The pictures in restricted HTML (documents.content): which it shows, and the text without some of them."""

import re

FIGURE = re.compile(
    r'<figure><img src="hinh:(?P<key>[^"]*)" alt="[^"]*">'
    r"(?:<figcaption>(?P<caption>.*?)</figcaption>)?</figure>",
    re.S,
)


def keys_in(html: str) -> set[str]:
    """The keys of the pictures."""
    return {found["key"] for found in FIGURE.finditer(html)}


def without(html: str, keys: set[str]) -> str:
    """The text without the pictures of these keys; their captions stay as paragraphs."""

    def left(found):
        if found["key"] not in keys:
            return found[0]
        return f"<p>{found['caption']}</p>" if found["caption"] else ""

    return FIGURE.sub(left, html) if keys else html
