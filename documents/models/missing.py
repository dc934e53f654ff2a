"""What a draft still lacks before it can be submitted or issued: sentences for its page."""

from documents import content_pictures


def pictures(document) -> list[str]:
    """About pictures in the text or an annex that are not the paper's, or whose file is gone."""
    texts = {"nội dung": [document.body], "phụ lục": [annex.body for annex in document.annexes.all()]}
    shown = {where: set().union(*map(content_pictures.keys_in, bodies)) for where, bodies in texts.items()}
    if not any(shown.values()):
        return []
    files = {picture.key: picture.file for picture in document.attachments.filter(kind="picture")}
    there = {key for key, file in files.items() if file.storage.exists(file.name)}
    return [
        f"Trong {where} có {len(lost)} hình không còn tệp. Hãy bỏ hình ấy, tải hình lên rồi chèn lại."
        for where, keys in shown.items()
        if (lost := keys - there)
    ]
