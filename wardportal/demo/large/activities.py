"""Its difficulties and guidance, and the traces of its work."""

from datetime import timedelta

from activities.models import Difficulty, Guidance, GuidanceReceipt
from organizations.models import AuditEntry
from plans.models import Task
from wardportal import dates
from wardportal.demo.large.ward import BATCH, DIFFICULTIES, PLACES, SAID, TRACES, WORK, at_hour
from wardportal.text import fold


def difficulties(ward):
    branches, office = ward.branches, ward.heads["office"]
    head = {unit.pk: ward.heads[key] for key, unit in ward.units.items() if key in ward.heads}
    rows = []
    for n, moment in ward.days(DIFFICULTIES):
        unit = branches[n % len(branches)]
        row = Difficulty(
            locality=ward.locality,
            unit=unit,
            text=f"{SAID[n % 3]} ({n + 1}/{moment.year})",
            raised_on=moment.date(),
            raised_by=head[unit.pk],
            is_sample=True,
        )
        if moment.date() < dates.today() - timedelta(days=30):
            ended = moment + timedelta(days=15)
            row.state = Difficulty.State.SOLVED
            row.answer, row.answered_on, row.answered_at, row.answered_by = (
                "Đã mượn hội trường khu phố.",
                ended.date(),
                ended,
                office,
            )
            row.ended_on, row.ended_at, row.ended_by = ended.date(), ended, office
        row.search_text = fold(row.text)
        rows.append(row)
    Difficulty.objects.bulk_create(rows, batch_size=BATCH)
    guidances = [
        Guidance(
            locality=ward.locality,
            issuer=ward.units["women"],
            month=period.starts_on,
            title=f"Nội dung sinh hoạt {period.label}",
            search_text=fold(f"Nội dung sinh hoạt {period.label}"),
            text=SAID[period.number % 3],
            state=Guidance.State.SENT,
            sent_on=period.starts_on,
            sent_at=at_hour(period.starts_on, 8),
            sent_by=ward.heads["women"],
            is_sample=True,
        )
        for period in ward.months()
    ]
    Guidance.objects.bulk_create(guidances)
    women = [ward.units[f"women-{n}"] for n in range(1, PLACES + 1)]
    # The last two months' are still to be ticked.
    ticked = {it.pk for it in guidances[:-2]}
    GuidanceReceipt.objects.bulk_create(
        GuidanceReceipt(
            guidance=it,
            unit=unit,
            read_at=it.sent_at,
            read_by=head[unit.pk],
            received_at=it.sent_at if it.pk in ticked else None,
            received_by=head[unit.pk] if it.pk in ticked else None,
        )
        for it in guidances
        for unit in women
    )


def traces(ward):
    tasks = list(Task.objects.filter(locality=ward.locality).values_list("pk", flat=True))
    users = list(ward.heads.values())
    label = Task._meta.label_lower
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                locality=ward.locality,
                at=moment,
                by=users[n % len(users)],
                by_label=users[n % len(users)].username,
                action="báo tiến độ",
                target_type=label,
                target_id=tasks[(n * 7) % len(tasks)],
                target_label=WORK[n % 5],
                before={"kết quả": "50%"},
                after={"kết quả": "100%"},
            )
            for n, moment in ward.days(TRACES)
        ],
        batch_size=BATCH,
    )
