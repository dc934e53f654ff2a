"""A text keeps only pictures of its own paper, so that what was issued can be printed for ever."""

from documents import content_pictures, ordering
from documents.amending import copied, renamed
from documents.models import Attachment, Document


def own(html: str, document) -> tuple[str, tuple[str, ...]]:
    """The text without pictures that are not its paper's, and sentences about what was left out."""
    return _without(html, content_pictures.keys_in(html) - _keys_of(document))


def taken_in(html: str, document, *, by) -> tuple[str, tuple[str, ...]]:
    """As `own`, but pictures of papers that `by` sees are copied to `document`, which is saved already."""
    strange = content_pictures.keys_in(html) - _keys_of(document)
    keys = _copied(strange, document, by) if strange else {}
    html, left_out = _without(renamed(html, keys), strange - set(keys))
    taken = (f"Đã chép {len(keys)} hình từ văn bản khác vào văn bản này.",) if keys else ()
    return html, (*taken, *left_out)


def _copied(strange, document, by) -> dict[str, str]:
    """{key in the other paper: key here}; without those that nobody has, or `by` may not see."""
    pictures = Attachment.objects.filter(
        kind=Attachment.Kind.PICTURE, key__in=strange, document__in=Document.objects.visible_to(by)
    )
    files = [(picture, ordering.stored(picture)) for picture in pictures]
    return {picture.key: copied(picture, file, document, by).key for picture, file in files if file}


def _keys_of(document) -> set[str]:
    if document.pk is None:
        return set()
    return set(ordering.pictures(document).values_list("key", flat=True))


def _without(html, keys) -> tuple[str, tuple[str, ...]]:
    if not keys:
        return html, ()
    note = f"Đã bỏ {len(keys)} hình không thuộc văn bản này; hãy tải hình lên ở mục “Hình” rồi chèn vào."
    return content_pictures.without(html, keys), (note,)
