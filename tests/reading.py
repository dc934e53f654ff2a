"""What tests send and how they read an answer."""

from io import BytesIO

from PIL import Image


def text_of(response):
    """The words of a page, without the line breaks of its markup."""
    return " ".join(response.content.decode().split())


def png(width=40, height=30) -> bytes:
    """A white picture."""
    file = BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "PNG")
    return file.getvalue()
