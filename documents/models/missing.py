"""What a draft still lacks before it can be submitted or issued: sentences for its page.

Who may not fill in what is missing is told whom to ask. `user` None: nobody in particular.
"""

from django.core.exceptions import ValidationError

from documents import content, content_pictures, marks
from documents.models.books import NumberBook
from organizations.permissions import Permission, can
from wardportal import dates
from wardportal.text import MISSING, is_gap

WHOM_TO_ASK = "Hãy đề nghị người quản trị hoặc Văn phòng Đảng ủy"


def for_issue(document, user) -> list[str]:
    """All that must still be written before the paper can be submitted or issued."""
    annexes = list(document.annexes.all())
    is_open = any(MISSING in annex.title + annex.body for annex in annexes)
    return [
        *_words(document),
        *([f"Trong phụ lục còn chỗ ghi “{MISSING}”."] if is_open else []),
        *pictures(document),
        *inserts(document, annexes),
        *numbering(document.issuer, dates.today(), user, symbol=document.symbol),
        *superior(document, user),
    ]


def _words(document) -> list[str]:
    no_text = f"Trong nội dung còn chỗ ghi “{MISSING}”." if document.body.strip() else "Chưa có nội dung."
    asked = {
        "abstract": "Chưa ghi trích yếu.",
        "body": no_text,
        "signer_post": "Chưa ghi chức vụ người ký.",
        "signer_name": "Chưa ghi họ tên người ký.",
    }
    if document.doc_type.shape == "minutes":
        asked["secretary_name"] = "Chưa ghi người ghi biên bản."
    elif document.doc_type.address_word:
        asked["addressees"] = f"Chưa ghi “{document.doc_type.address_word}” nơi nào."
    return [sentence for name, sentence in asked.items() if is_gap(getattr(document, name).strip())]


def numbering(unit, day, user, *, symbol) -> list[str]:
    """About what `unit` needs to number a paper of that day: its symbol, and a term where it counts by it."""
    may = user is not None and can(user, Permission.FORMAT_EDIT)
    advice = f"{'Hãy' if may else WHOM_TO_ASK} ghi ở trang “Sổ số”."
    found = [] if symbol else [f"Chưa ghi ký hiệu trên văn bản của {unit}. {advice}"]
    if owner := NumberBook.without_term(unit, day):
        found.append(f"Chưa ghi nhiệm kỳ của {owner}. {advice}")
    return found


def too_wide(document) -> list[str]:
    """About tables that an upright page cannot hold: no obstacle, but whoever goes on should have seen it."""
    places = [("Nội dung", document.body)]
    places += [
        (f"Phụ lục “{annex.title}”", annex.body) for annex in document.annexes.all() if not annex.is_landscape
    ]
    return [
        f"{place} có {count} bảng quá nhiều cột so với khổ giấy đứng; hãy chuyển sang phụ lục khổ ngang."
        for place, html in places
        if (count := content.wide_tables(html))
    ]


def unsaid(document) -> list[str]:
    """About what a paper may do without but seldom does: to whom it goes, and for whom it is signed."""
    if document.doc_type.shape == "minutes":
        return []
    found = []
    if is_gap(document.recipients.strip()):
        found.append("Chưa ghi nơi nhận: bản in chỉ có dòng “Lưu …”. Có gửi nơi nào thì ghi ở phần nơi nhận.")
    is_of_party = document.issuer.format_family == document.issuer.FormatFamily.PARTY
    if is_of_party and is_gap(document.signing_authority.strip()):
        found.append("Chưa ghi thay mặt ai ký, ví dụ “T/M Đảng ủy”. Ký trực tiếp thì để trống.")
    return found


def superior(document, user) -> list[str]:
    """About the body above the ward's Party committee, as its papers print it; sample papers do without."""
    unit = document.issuer
    is_of_party = unit.format_family == unit.FormatFamily.PARTY and unit.level == unit.Level.WARD
    if document.is_sample or not is_of_party or unit.paper_superior.strip():
        return []
    if not is_gap(document.locality.superior_name.strip()):
        return []
    may = user is not None and can(user, Permission.RECORD_COMPLETE)
    advice = f"{'Hãy' if may else WHOM_TO_ASK} điền ở trang “Tổ chức”."
    return [f"Chưa ghi tên cấp trên in trên văn bản. {advice}"]


def said_to(user, error) -> ValidationError:
    """The refusal of a book, with advice that `user` can follow."""
    if error.code != "no_term" or user is None or can(user, Permission.FORMAT_EDIT):
        return error
    params = {**error.params, "advice": f"{WHOM_TO_ASK} ghi nhiệm kỳ ở trang “Sổ số”"}
    return ValidationError(error.message, code=error.code, params=params)


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


def inserts(document, annexes) -> list[str]:
    """About marks that would be printed as they stand, and about what the rows behind them lack."""
    bodies = [document.body, *(annex.body for annex in annexes)]
    unprinted = [sentence for body in bodies for sentence in marks.missing(body, document.inserts)]
    return list(dict.fromkeys([*unprinted, *document.insert_gaps]))
