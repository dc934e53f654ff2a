"""What a new paper has in common with the one before: it is taken over, not typed again."""

from documents.models import Document
from wardportal.text import is_gap

SIGNING = ("signing_authority", "signer_post")
SAME_AS_LAST = ("recipients", *SIGNING)


def take_over(document, *others, names=SAME_AS_LAST):
    """Fill the empty `names` of `document` from the last issued paper of its issuer and kind, or of `others`.

    `others` are tried in their order, each name by itself; "[cần bổ sung]" is never taken. Saves nothing.
    """
    papers = Document.objects.filter(issuer=document.issuer, doc_type=document.doc_type)
    last = papers.filter(state=Document.State.ISSUED).order_by("-issued_on", "-pk").first()
    for name in names:
        said = (getattr(paper, name) for paper in [document, last, *others] if paper is not None)
        setattr(document, name, next((text for text in said if not is_gap(text)), ""))
