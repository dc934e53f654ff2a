"""A news item drafted from a meeting's own data, in the order such items have (domain/04, the seed's own)."""

from django.utils.text import Truncator

from meetings import attendance
from meetings.models import Attendance, NewsItem
from wardportal import dates

TITLE_LENGTH = 120


def drafted(meeting) -> NewsItem:
    """Not saved: occasion, time and place, attendees, discussion, solutions. Names nobody but the chair."""
    day = dates.short_date(meeting.held_on)
    when = f"{meeting.hour}, ngày {day}" if meeting.hour else f"Ngày {day}"
    paragraphs = [
        f"{when}, tại {meeting.place}, {meeting.host_unit.name} tổ chức {meeting.kind_name.lower()} "
        f"“{meeting.title}”."
    ]
    if meeting.purpose:
        paragraphs.append(meeting.purpose)
    if who := _attendees(meeting):
        paragraphs.append(f"Dự có {who}.")
    if meeting.chair_person:
        paragraphs.append(f"{meeting.chair} chủ trì.")
    if proposals := meeting.proposals.count():
        paragraphs.append(f"Các đơn vị đã trao đổi, nêu {proposals} đề xuất.")
    conclusions = list(meeting.conclusions.order_by("order"))
    if conclusions:
        paragraphs.append(f"Kết thúc, hội nghị thống nhất {len(conclusions)} giải pháp:")
        paragraphs += [f"{number}. {each.text}" for number, each in enumerate(conclusions, start=1)]
    return NewsItem(
        locality_id=meeting.locality_id,
        meeting=meeting,
        title=meeting.title,
        text="\n\n".join(paragraphs),
        is_sample=meeting.is_sample,
    )


def proposed(unit, text, *, is_sample) -> NewsItem:
    """Not saved: what a unit thinks worth telling, its first sentence as the title."""
    plain = " ".join(text.split())
    title = plain.partition(". ")[0].rstrip(".")
    return NewsItem(
        locality_id=unit.locality_id,
        unit=unit,
        title=Truncator(title).chars(TITLE_LENGTH),
        text=f"{text.strip()}\n\n{unit.name}.",
        is_sample=is_sample,
    )


def _attendees(meeting):
    """The bodies that came, not the people: "Hội Nông dân phường … và 8 khu phố"."""
    came = meeting.attendances.for_page().filter(presence__in=Attendance.CAME, unit__isnull=False)
    groups = attendance.by_unit(came)
    ward = [unit.name for group in groups if group.is_ward for unit, _ in group.units]
    places = sum(not group.is_ward for group in groups)
    if places:
        ward.append(f"{places} {meeting.locality.neighbourhood_word}")
    return ", ".join(ward[:-1]) + (" và " if len(ward) > 1 else "") + ward[-1] if ward else ""
