"""How a report cites papers and repeats what people wrote."""

INNER_QUOTES = str.maketrans("“”", "‘’")


def cited(document) -> str:
    """ "Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 của Đảng ủy phường về “…”": the full form (domain/01 §1.2)."""
    return f"{document.citation} của {in_text(document)} về {quoted(document.abstract)}"


def quoted(text) -> str:
    """In quotation marks; those that stand in it already become the inner ones."""
    return f"“{text.translate(INNER_QUOTES)}”"


def in_text(document) -> str:
    """The issuer as running text calls it: "Đảng ủy phường", not "Đảng ủy Phường 6"."""
    locality = document.locality
    return document.issuer.name.replace(locality.name, locality.get_kind_display())


def sentence(text: str) -> str:
    """What somebody wrote, ended like a sentence."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def listed(words) -> str:
    """ "19-KH/ĐU", "19-KH/ĐU và 25-KH/ĐU", "A, B và C"."""
    *before, last = words
    return f"{', '.join(before)} và {last}" if before else last
