"""How tests read an answer."""


def text_of(response):
    """The words of a page, without the line breaks of its markup."""
    return " ".join(response.content.decode().split())
