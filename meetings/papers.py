"""The papers a meeting makes: its invitation, its minutes, the notice of what it concluded.

Each is a draft written from the meeting's own data, with headings as its layout numbers them; the clerk
goes on from there in the editor. The order of the parts: domain/04-meetings.md §4.2 and §4.3.
"""

from html import escape

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from documents.models import Document, DocumentLink, DocumentType
from meetings import attendance, naming, scoring
from meetings.models import Attendance, MeetingKind, Minutes
from organizations.models import Unit
from wardportal import dates
from wardportal.text import MISSING

INVITATION, MINUTES, NOTICE = "Giấy mời", "Biên bản", "Thông báo"


@transaction.atomic
def invitation(meeting, *, by) -> Document:
    """The draft of the invitation; raises ValidationError where it is there already or nobody is called."""
    if meeting.invitation is not None:
        raise ValidationError("Đã có giấy mời của hội nghị này.")
    called = list(meeting.attendances.for_page())
    if not called:
        raise ValidationError("Chưa mời ai. Hãy mời người dự trước, rồi lập giấy mời.")
    host = meeting.host_unit
    whom = "đồng chí" if host.format_family == Unit.FormatFamily.PARTY else "ông, bà"
    facts = {
        "Thời gian": _when(meeting),
        "Địa điểm": meeting.place,
        "Chủ trì": meeting.chair or MISSING,
        "Nội dung": meeting.purpose,
    }
    told = [
        f"<p><strong>{label}:</strong> {_text(words.rstrip('.'))}.</p>"
        for label, words in facts.items()
        if words
    ]
    kind = meeting.kind_name.lower()
    body = "".join(
        [
            _paragraphs(f"{host.name} trân trọng kính mời {whom} dự {kind}: {meeting.title}."),
            *told,
            _paragraphs("Đề nghị tham dự đầy đủ, đúng giờ."),
        ]
    )
    draft = _draft(
        meeting,
        INVITATION,
        abstract=f"dự {meeting.kind_name.lower()} {meeting.title}",
        body=body,
        addressees="\n".join(naming.called(called, meeting.locality.neighbourhood_word)),
        by=by,
    )
    meeting.invitation = draft
    meeting.save(update_fields=["invitation"])
    return draft


@transaction.atomic
def minutes(meeting, *, by) -> Document:
    """The draft of the minutes, made of the notes; made anew as long as nobody has signed."""
    kept, _ = Minutes.objects.get_or_create(meeting=meeting)
    body = kept.signed_body or minutes_body(meeting)
    if kept.document is None:
        kept.document = _draft(
            meeting,
            MINUTES,
            abstract=f"{meeting.kind_name.lower()} ngày {dates.short_date(meeting.held_on)}: {meeting.title}",
            body=body,
            secretary_name=_name(meeting.minute_taker_person, meeting.minute_taker),
            by=by,
        )
        kept.save(update_fields=["document"])
        return kept.document
    if kept.is_signed:
        raise ValidationError("Biên bản đã ký nên không lập lại được.")
    paper = kept.document
    paper.body = body
    paper.secretary_name = _name(meeting.minute_taker_person, meeting.minute_taker)
    paper.signer_name = _name(meeting.chair_person, meeting.chair)
    paper.write(by=by)
    return paper


def zalo_words(meeting, address) -> str:
    """The invitation as a short message, to be pasted into a group; `address` is where one replies."""
    kind = f"{meeting.kind_name[:1].lower()}{meeting.kind_name[1:]}"
    lines = [
        f"{meeting.host_unit.name} kính mời đồng chí dự {kind}:",
        meeting.title,
        f"- Thời gian: {_when(meeting)}",
        f"- Địa điểm: {meeting.place}",
        f"- Chủ trì: {meeting.chair}" if meeting.chair and MISSING not in meeting.chair else "",
        f"Trả lời giúp có dự được không: {address}",
    ]
    return "\n".join(filter(None, lines))


def minutes_body(meeting) -> str:
    """The text of the minutes in the order of the kind's form, as restricted HTML."""
    rows = list(meeting.attendances.for_page())
    parts = [
        "<h2>Thời gian, địa điểm</h2>",
        _paragraphs(f"Thời gian bắt đầu: {_when(meeting)}.", f"Địa điểm: {meeting.place}."),
        "<h2>Thành phần</h2>",
        _attendance(meeting, rows),
        _paragraphs(*filter(None, [scoring.composition_words(meeting.composition)])),
        "<h2>Nội dung</h2>",
        _course(meeting),
    ]
    conclusions = list(meeting.conclusions.select_related("unit").order_by("order"))
    if conclusions:
        parts += ["<h2>Kết luận</h2>", _conclusions(conclusions)]
    if meeting.kind.minutes_form == MeetingKind.MinutesForm.CELL:
        parts += ["<h2>Kết quả thực hiện nhiệm vụ kỳ trước</h2>", _reconciled(meeting)]
    if meeting.self_scores and meeting.kind.score_criteria:
        parts += ["<h2>Tự đánh giá chất lượng</h2>", scoring.score_table(meeting.kind, meeting.self_scores)]
    parts.append(_paragraphs(_closing(meeting)))
    return "".join(parts)


@transaction.atomic
def notice(meeting, *, by) -> Document:
    """The draft of the notice of conclusions: what was agreed, who does it, by when; nothing else."""
    if meeting.notice is not None:
        raise ValidationError("Đã có thông báo kết luận của hội nghị này.")
    conclusions = list(meeting.conclusions.select_related("unit").order_by("order"))
    if not conclusions:
        raise ValidationError("Hội nghị chưa có kết luận nào để thông báo.")
    day = dates.short_date(meeting.held_on)
    body = (
        _paragraphs(
            f"Ngày {day}, {meeting.host_unit.name} tổ chức {meeting.kind_name.lower()}: {meeting.title}. "
            "Hội nghị thống nhất kết luận như sau:"
        )
        + _conclusions(conclusions)
        + _paragraphs("Thông báo để các đơn vị biết, thực hiện.")
    )
    draft = _draft(
        meeting,
        NOTICE,
        abstract=f"kết luận {meeting.kind_name.lower()} ngày {day}",
        body=body,
        recipients="\n".join(
            dict.fromkeys(conclusion.unit.name for conclusion in conclusions if conclusion.unit)
        ),
        by=by,
    )
    for plan in meeting.plans.select_related("document"):
        DocumentLink.tie(draft, plan.document, DocumentLink.Kind.BASIS, by=by)
    meeting.notice = draft
    meeting.save(update_fields=["notice"])
    return draft


def missing(meeting) -> list[str]:
    """What forbids signing the minutes, in sentences."""
    told = []
    if meeting.chair_person is None:
        told.append("Chưa chọn người chủ trì: sửa hội nghị rồi chọn.")
    if meeting.minute_taker_person is None:
        told.append("Chưa chọn người ghi biên bản: sửa hội nghị rồi chọn.")
    waiting = meeting.attendances.filter(presence=Attendance.Presence.EXPECTED).count()
    if waiting:
        told.append(f"Còn {waiting} người chưa điểm danh.")
    noted = {
        item
        for notes in (meeting.remarks, meeting.proposals, meeting.conclusions)
        for item in notes.values_list("item", flat=True)
    }
    empty = [item.title for item in meeting.agenda.all() if item.pk not in noted]
    told += [f"Nội dung “{title}” chưa ghi gì: ghi một câu, hoặc bỏ khỏi chương trình." for title in empty]
    if not noted:
        told.append("Chưa có ghi chép nào.")
    came = meeting.attendances.filter(presence__in=Attendance.CAME).count()
    told += [
        f"Kết luận {it.order} có {it.voters} người biểu quyết, nhiều hơn {came} người có mặt."
        for it in meeting.conclusions.all()
        if came and it.voters and it.voters > came
    ]
    return told


# --- Parts --------------------------------------------------------------------------------------------------


def _draft(meeting, type_name, *, by, **words) -> Document:
    host = meeting.host_unit
    doc_type = DocumentType.objects.allowed_to(host).filter(name=type_name).first()
    if doc_type is None:
        raise ValidationError(f"{host} không ra {type_name.lower()}. Hãy chọn đơn vị tổ chức khác.")
    draft = Document(
        locality=host.locality,
        issuer=host,
        doc_type=doc_type,
        symbol=host.symbol,
        signer_name=_name(meeting.chair_person, meeting.chair),
        signer_post=_post(meeting),
        is_sample=meeting.is_sample,
        **words,
    )
    draft.write(by=by)
    return draft


def _name(person, written):
    return person.full_name if person else written


def _post(meeting):
    person = meeting.chair_person
    if person is None:
        return ""
    holdings = person.holdings.current(meeting.held_on).select_related("post").order_by("post__order", "pk")
    in_host = holdings.filter(post__unit=meeting.host_unit).first() or holdings.first()
    return in_host.post.name if in_host else ""


def _when(meeting):
    day = f"ngày {dates.short_date(meeting.held_on)}"
    return f"{meeting.hour}, {day}" if meeting.hour else day


def _attendance(meeting, rows):
    """Chair, minute-taker; how many came; the absent by name, with reason or without; guests and proxies."""
    presence = Attendance.Presence
    lines = [
        f"Chủ trì: {meeting.chair or MISSING}.",
        f"Thư ký: {meeting.minute_taker or MISSING}.",
    ]
    told = ", ".join(count.label for count in attendance.counts(rows))
    if told:
        lines.append(f"Thành phần: {told}.")
    for value, words in (
        (presence.EXCUSED, "Vắng có lý do"),
        (presence.ABSENT, "Vắng không lý do"),
        (presence.PROXY, "Dự thay"),
        (presence.GUEST, "Khách mời"),
    ):
        names = [_attendee(one) for one in rows if one.presence == value]
        if names:
            lines.append(f"{words}: {'; '.join(names)}.")
    return _paragraphs(*lines)


def _attendee(one):
    name = ", ".join(filter(None, [one.person_name, one.post_name, one.unit.name if one.unit else ""]))
    if one.presence == Attendance.Presence.PROXY and one.substitute_name:
        return f"{one.substitute_name} thay {name}"
    return f"{name} ({one.reason})" if one.reason else name


def _course(meeting):
    """Item by item: who said what, what was proposed; then what belongs to none."""
    remarks = list(meeting.remarks.select_related("unit").order_by("order", "pk"))
    proposals = list(meeting.proposals.select_related("unit").order_by("order", "pk"))
    concluded = set(meeting.conclusions.values_list("item", flat=True))
    parts = []
    for item in [*meeting.agenda.all(), None]:
        pk = item and item.pk
        said = [f"- {_speaker(note)}{note.text}" for note in remarks if note.item_id == pk]
        proposed = [f"- Đề xuất – {_speaker(note)}{note.text}" for note in proposals if note.item_id == pk]
        if item is not None:
            parts.append(f"<h3>{_text(item.title)}</h3>")
            nothing = "- Thống nhất như mục Kết luận." if pk in concluded else "- Không có ý kiến."
            parts.append(_paragraphs(*(said + proposed or [nothing])))
        elif said or proposed:
            parts.append(_paragraphs(*(said + proposed)))
    return "".join(parts)


def _speaker(note):
    who = ", ".join(filter(None, [note.speaker, note.unit.name if note.unit else ""]))
    return f"{who}: " if who else ""


def _conclusions(conclusions):
    lines = []
    for number, conclusion in enumerate(conclusions, start=1):
        given = [conclusion.unit.name if conclusion.unit else "", conclusion.person_name]
        who = ", ".join(filter(None, given))
        words = conclusion.text.rstrip(". ")
        if who:
            words += f" – giao {who}"
        if conclusion.due_on:
            words += f", xong trước ngày {dates.short_date(conclusion.due_on)}"
        if conclusion.voters:
            words += f" (biểu quyết: {conclusion.vote_words})"
        elif conclusion.vote:
            words += f" ({conclusion.vote})"
        lines.append(f"{number}. {words}.")
    return _paragraphs(*lines)


def _reconciled(meeting):
    """A table of what the last session concluded and what became of it."""
    rows = "".join(
        f"<tr><td><p>{number}</p></td><td><p>{_text(item.carried_over.text)}</p></td>"
        f"<td><p>{MISSING}</p></td></tr>"
        for number, item in enumerate(
            meeting.agenda.exclude(carried_over=None).select_related("carried_over"), start=1
        )
    )
    if not rows:
        return _paragraphs("Không có nhiệm vụ kỳ trước chuyển sang.")
    head = "<tr><th><p>TT</p></th><th><p>Nhiệm vụ</p></th><th><p>Kết quả</p></th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _closing(meeting):
    if meeting.ends_at is None:
        return "Hội nghị kết thúc cùng ngày; biên bản đã đọc lại, mọi người nhất trí."
    ended = dates.hour_words(timezone.localtime(meeting.ends_at))
    return f"Hội nghị kết thúc lúc {ended} cùng ngày; biên bản đã đọc lại, mọi người nhất trí."


def _paragraphs(*lines):
    return "".join(f"<p>{_text(line)}</p>" for line in lines if line)


def _text(words):
    return escape(words, quote=False)
