"""Its meetings with who came, what was said and what was concluded."""

from datetime import timedelta

from meetings.models import AgendaItem, Attendance, Conclusion, Meeting, MeetingKind, Remark
from plans.models import Task
from wardportal import dates
from wardportal.demo.large.ward import ATTENDEES, BATCH, MEETINGS, PEOPLE, SAID, WORK, key_of
from wardportal.text import fold


def meetings(ward):
    kind = MeetingKind.objects.filter(locality=None).order_by("pk").first()
    party = ward.units["party"]
    meetings, attendances, items, remarks, conclusions = [], [], [], [], []
    for n, moment in ward.days(MEETINGS):
        title = f"Giao ban công tác Mặt trận và các đoàn thể, lần {n + 1}/{moment.year}"
        meeting = Meeting(
            locality=ward.locality,
            kind=kind,
            kind_name=kind.name,
            title=title,
            search_text=fold(title),
            host_unit=party,
            place="Hội trường phường",
            starts_at=moment,
            chair=ward.people[0].full_name,
            minute_taker=ward.people[1].full_name,
            is_sample=True,
        )
        meetings.append(meeting)
        for order in range(ATTENDEES):
            unit = ward.reporting[(n + 2 * order) % len(ward.reporting)]
            attendances.append(
                Attendance(
                    meeting=meeting,
                    unit=unit,
                    post_name="Trưởng ban" if order % 2 else "Phó Trưởng ban",
                    person_name=ward.people[(n + order) % PEOPLE].full_name,
                    presence=Attendance.Presence.PRESENT if order % 6 else Attendance.Presence.ABSENT,
                    order=order,
                )
            )
        for order in range(1, 4):
            item = AgendaItem(meeting=meeting, order=order, title=f"{WORK[order]}: tình hình và việc tới")
            items.append(item)
            number = len(items)
            remarks.append(
                Remark(
                    meeting=meeting,
                    item=item,
                    key=key_of(number),
                    unit=ward.reporting[(n + order) % len(ward.reporting)],
                    speaker=ward.people[n % PEOPLE].full_name,
                    text=SAID[order % 3],
                    order=order,
                )
            )
            conclusions.append(
                Conclusion(
                    meeting=meeting,
                    item=item,
                    key=key_of(number),
                    order=order,
                    text=SAID[order % 3],
                    search_text=fold(SAID[order % 3]),
                    unit=ward.reporting[(n + order) % len(ward.reporting)],
                    vote="Hội nghị thống nhất",
                )
            )
    for model, rows in [
        (Meeting, meetings),
        (Attendance, attendances),
        (AgendaItem, items),
        (Remark, remarks),
        (Conclusion, conclusions),
    ]:
        model.objects.bulk_create(rows, batch_size=BATCH)
    # What was concluded was given out, but for the last weeks'.
    tasks = list(Task.objects.filter(locality=ward.locality).order_by("pk").values_list("pk", flat=True))
    given = [it for it in conclusions if it.meeting.starts_at.date() < dates.today() - timedelta(days=21)]
    Conclusion.tasks.through.objects.bulk_create(
        [
            Conclusion.tasks.through(conclusion=it, task_id=tasks[n * 3 % len(tasks)])
            for n, it in enumerate(given)
        ],
        batch_size=BATCH,
    )
