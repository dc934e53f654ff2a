"""Its plans with their tasks, what the units were given and said of them; papers with attachments."""

from datetime import date, timedelta

from documents.models import Attachment, CommitteeTerm, Document, DocumentType
from plans.models import Assignment, Plan, ProgressEntry, Task
from wardportal import dates
from wardportal.demo.large.ward import ATTACHMENTS, BATCH, PLACES, PLANS, SAID, TASKS_A_PLAN, WORK, at_hour
from wardportal.text import fold


def papers(ward):
    """Plans with their tasks, what the units were given of them and said, and papers with attachments."""
    party, office = ward.units["party"], ward.heads["office"]
    CommitteeTerm.objects.create(
        unit=party, name="nhiệm kỳ mẫu", starts_on=date(ward.first_year - 1, 1, 1), is_sample=True
    )
    types = {
        it.abbreviation: it for it in DocumentType.objects.filter(family=party.format_family).order_by("-pk")
    }

    def paper(number, day, abbreviation, abstract):
        document = Document(
            locality=ward.locality,
            issuer=party,
            doc_type=types[abbreviation],
            number=number,
            symbol="ĐU",
            issued_on=day,
            abstract=abstract,
            body=f"<p>{SAID[number % 3]}</p>" * 6,
            signer_name=ward.people[0].full_name,
            state=Document.State.ISSUED,
            is_sample=True,
        )
        document.fix_paper()
        document.search_text = fold(f"{document} {abstract}")
        return document

    plan_papers = [
        paper(n + 1, moment.date(), "KH", f"{WORK[n % 5]} năm {moment.year}, đợt {n + 1}")
        for n, moment in ward.days(PLANS)
    ]
    letters = [
        paper(n + 1, moment.date(), "CV", f"{WORK[n % 5]}, văn bản {n + 1}/{moment.year}")
        for n, moment in ward.days(ATTACHMENTS // 5)
    ]
    Document.objects.bulk_create([*plan_papers, *letters], batch_size=BATCH)
    Attachment.objects.bulk_create(
        [
            Attachment(
                document=document,
                key=f"{5 * n + k:032x}",
                kind=Attachment.Kind.OTHER,
                name=f"Phụ lục {k + 1}.pdf",
                content_type="application/pdf",
                size=40_000 + n,
                sha256=f"{5 * n + k:064x}",
                file=f"documents/mau/{5 * n + k}.pdf",
                is_free_of_secrets=True,
                uploaded_by=office,
            )
            for n, document in enumerate(letters)
            for k in range(5)
        ],
        batch_size=BATCH,
    )
    plans = Plan.objects.bulk_create(
        Plan(document=it, starts_on=it.issued_on, ends_on=it.issued_on + timedelta(days=365))
        for it in plan_papers
    )
    _tasks(ward, plans)


def _tasks(ward, plans):
    leads = [ward.units[key] for key in ("front", "women", "youth", "veterans", "farmers")]
    kinds = ["front", "women", "youth", "veterans", "farmers"]
    tasks, assignments = [], []
    for p, plan in enumerate(plans):
        for n in range(TASKS_A_PLAN):
            title = f"{WORK[n % 5]} – việc {n + 1}"
            task = Task(
                locality=ward.locality,
                plan=plan,
                order=n + 1,
                title=title,
                search_text=fold(title),
                lead_unit=leads[n % 5],
                due_on=plan.starts_on + timedelta(days=60 + 15 * n),
                product="Báo cáo kết quả",
                is_sample=True,
            )
            tasks.append(task)
            for place in range(1, PLACES + 1):
                is_late = plan.ends_on >= dates.today() and (n + p) % 5 == 0 and place == 3
                percent = 50 if is_late else 100
                assignments.append(
                    Assignment(
                        task=task,
                        unit=ward.units[f"{kinds[n % 5]}-{place}"],
                        assigned_on=plan.starts_on,
                        percent=percent,
                        reported_on=plan.starts_on + timedelta(days=40 + n),
                    )
                )
    Task.objects.bulk_create(tasks, batch_size=BATCH)
    Assignment.objects.bulk_create(assignments, batch_size=BATCH)
    head = {unit.pk: ward.heads[key] for key, unit in ward.units.items() if key in ward.heads}
    ProgressEntry.objects.bulk_create(
        [
            ProgressEntry(
                assignment=it,
                reported_on=it.assigned_on + timedelta(days=20 * step),
                percent=it.percent * step // 2,
                text=SAID[step % 3],
                entered_at=at_hour(it.assigned_on + timedelta(days=20 * step), 19),
                entered_by=head[it.unit_id],
                is_sample=True,
            )
            for it in assignments
            for step in (1, 2)
        ],
        batch_size=BATCH,
    )
