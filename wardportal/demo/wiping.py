"""The end of the trial: what the demo accounts made goes, the facts and the work of real people stay."""

from functools import partial

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, ProtectedError, Q, Subquery

from activities.models import (
    Difficulty,
    DifficultyStep,
    Gathering,
    GoodPractice,
    Guidance,
    GuidanceFile,
    GuidanceReceipt,
    Movement,
    Opinion,
    Supervision,
)
from documents.models import (
    Attachment,
    CommitteeTerm,
    Document,
    DocumentLink,
    NumberBook,
    RenderJob,
)
from indicators.models import Indicator, IndicatorValue
from meetings.models import (
    Attendance,
    CheckIn,
    Conclusion,
    Meeting,
    MeetingSeries,
    Minutes,
    MinutesPhoto,
    NewsItem,
    Proposal,
    PublishedWeek,
    Remark,
)
from organizations.models import AuditEntry, FeedAddress, Person, Post, PostHolding, Reminder, Unit, User
from organizations.sealing import log_opened
from plans.models import (
    Assignment,
    Evidence,
    Extension,
    Plan,
    ProgressEntry,
    StatedProgress,
    Target,
    Task,
    UploadedSheet,
)
from reports.headings import GATHERED_FIELDS
from reports.models import (
    Adjustment,
    Filing,
    FilingVersion,
    ReportDuty,
    Review,
    ReviewContribution,
    Round,
    SuperiorWorkbook,
)
from wardportal.demo.facts import CONCLUSIONS, FOLLOW_UP, give_solution
from wardportal.demo.papers import SAMPLE_TEXT
from wardportal.demo.samples import READER_POST
from wardportal.founding import WARD_BODIES


def wipe(locality) -> None:
    """Leave of the demo ward `locality` what the news item says, and what real people did in it since.

    Who made a record decides: everything made by a demo account goes, tried out or sample data alike, unless
    somebody real has worked on it. Rendered papers go too, whoever ordered them: they hold sample figures.
    The accounts that stay are demo accounts no longer. Call it in one transaction.
    """
    demo = User.objects.filter(locality=locality, is_demo=True)
    _jobs(locality)
    _reviews(locality, demo)
    _papers(locality, demo)
    Proposal.objects.filter(meeting__locality=locality, is_sample=True).delete()
    _meetings(locality, demo)
    _answers(locality, demo)
    Reminder.objects.filter(locality=locality, sent_by__in=demo).delete()
    FeedAddress.objects.filter(user__in=demo).delete()
    UploadedSheet.objects.filter(uploaded_by__in=demo).delete()
    _progress(locality, demo)
    _difficulties(locality, demo)
    _filings(locality, demo)
    _figures(locality, demo)
    _activities(locality, demo)
    solutions = _tasks(locality, demo)
    _plans(locality, demo)
    _terms(locality)
    with log_opened(locality, by=None, why="xóa dữ liệu dùng thử"):
        AuditEntry.objects.filter(locality=locality, by__in=demo).delete()
    _give_again(solutions, locality, by=demo.order_by("pk").first())
    _people(locality, demo)
    demo.update(is_demo=False)


def _jobs(locality):
    jobs = RenderJob.objects.filter(locality=locality)
    for job in jobs.exclude(file=""):
        # Only once the rows are gone for good: a file cannot be rolled back.
        transaction.on_commit(partial(job.file.storage.delete, job.file.name), robust=True)
    jobs.delete()


def _reviews(locality, demo):
    """Reviews that demo accounts began, save those that somebody real worked on; their papers go after them.

    Of the words in those that stay, the demo accounts' own are taken out.
    """
    log = AuditEntry.objects.filter(locality=locality)
    begun = log.filter(target_type=Review._meta.label_lower, action="lập sơ kết, tổng kết", by__in=demo)
    touched = log.filter(target_type=Review._meta.label_lower).exclude(by__in=demo)
    reviews = Review.objects.filter(document__locality=locality)
    going = reviews.filter(pk__in=begun.values("target_id")).exclude(pk__in=touched.values("target_id"))
    real = ReviewContribution.objects.exclude(sent_at=None).exclude(sent_by__in=demo)
    going.exclude(contributions__in=real).delete()
    tried = log.filter(target_type=ReviewContribution._meta.label_lower, by__in=demo).values("target_id")
    untouched = ReviewContribution.objects.filter(review__in=reviews, pk__in=tried).exclude(pk__in=real)
    untouched.update(**dict.fromkeys(GATHERED_FIELDS, ""), sent_at=None, sent_by=None, is_sample=False)


def _filings(locality, demo):
    """What units sent as a trial, the sample duties and their rounds; what somebody real sent stays.

    Of what stays, the demo accounts' own hand is taken off: a report they took in waits again.
    """
    real = FilingVersion.objects.exclude(sent_by__in=demo).values("filing")
    own = Filing.objects.filter(round__locality=locality)
    Adjustment.objects.filter(filing__in=own, made_by__in=demo).delete()
    FilingVersion.objects.filter(filing__in=own, sent_by__in=demo).delete()
    own.exclude(pk__in=real).filter(adjustments=None).delete()
    last = FilingVersion.objects.filter(filing=OuterRef("pk")).order_by("-number")
    own.filter(sent_by__in=demo, pk__in=real).update(sent_by=Subquery(last.values("sent_by")[:1]))
    own.filter(accepted_by__in=demo).update(state="submitted", accepted_at=None, accepted_by=None)
    own.filter(exempted_by__in=demo).update(exempted_by=None)
    rounds = Round.objects.filter(locality=locality)
    rounds.filter(is_sample=True, filings=None).delete()
    rounds.filter(closed_by__in=demo).update(closed_by=None)
    ReportDuty.objects.filter(locality=locality, is_sample=True, rounds=None).delete()
    brought = AuditEntry.objects.filter(
        locality=locality,
        target_type=SuperiorWorkbook._meta.label_lower,
        by__in=demo,
        action="thêm biểu Excel của cấp trên",
    )
    for workbook in SuperiorWorkbook.objects.filter(pk__in=brought.values("target_id")):
        transaction.on_commit(partial(workbook.file.storage.delete, workbook.file.name), robust=True)
        workbook.delete()


def _papers(locality, demo):
    """Sample papers and what demo accounts wrote; their numbers are given again, their files go."""
    papers = Document.objects.filter(locality=locality, plan=None, review=None)
    tried = AuditEntry.objects.filter(
        locality=locality, target_type=Document._meta.label_lower, by__in=demo, action="soạn văn bản"
    ).values("target_id")
    _throw_away(papers.filter(Q(is_sample=True) | Q(pk__in=tried)))
    # A demo account's sample texts of the real plans wait for the real ones.
    for paper in Document.objects.filter(locality=locality, body__startswith=SAMPLE_TEXT):
        paper.body = ""
        paper.fix_paper(paper.as_paper.layout)
        paper.save()


def _throw_away(going):
    """Delete papers with their files and links; their numbers are given again."""
    for attachment in Attachment.objects.filter(document__in=going):
        transaction.on_commit(partial(attachment.file.storage.delete, attachment.file.name), robust=True)
    books = list(NumberBook.objects.filter(documents__in=going).distinct())
    DocumentLink.objects.filter(Q(source__in=going) | Q(target__in=going)).delete()
    going.delete()
    for book in books:
        book.last_number = book.documents.aggregate(last=Max("number"))["last"] or 0
        book.save(update_fields=["last_number"])


def _meetings(locality, demo):
    """Sample meetings and what demo accounts tried out, save what somebody real has worked on since.

    Of the seminar and other real ones goes what demo accounts noted, signed and told.
    """
    log = AuditEntry.objects.filter(locality=locality)
    made = {
        model: log.filter(target_type=model._meta.label_lower, by__in=demo, action=action).values("target_id")
        for model, action in {Meeting: "lập hội nghị", NewsItem: "soạn tin bài"}.items()
    }
    touched = {
        model: log.filter(target_type=model._meta.label_lower).exclude(by__in=demo).values("target_id")
        for model in made
    }
    photos = MinutesPhoto.objects.filter(meeting__locality=locality, added_by__in=demo)
    for photo in photos:
        for file in (photo.file, photo.thumbnail):
            transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
    photos.delete()
    for model in (NewsItem, Meeting):
        tried = Q(pk__in=made[model]) | Q(is_sample=True)
        model.objects.filter(tried, locality=locality).exclude(pk__in=touched[model]).delete()
    series = MeetingSeries.objects.filter(locality=locality, meetings=None)
    begun = log.filter(target_type=MeetingSeries._meta.label_lower, action="lập định kỳ", by__in=demo)
    series.filter(Q(is_sample=True) | Q(pk__in=begun.values("target_id"))).delete()
    PublishedWeek.objects.filter(locality=locality, published_by__in=demo).delete()
    Minutes.objects.filter(meeting__locality=locality, taker_signed_by__in=demo).delete()
    CheckIn.objects.filter(meeting__locality=locality, opened_by__in=demo).delete()
    real = Meeting.objects.filter(locality=locality).exclude(pk__in=touched[Meeting])
    Remark.objects.filter(meeting__in=real).delete()
    Conclusion.objects.filter(meeting__in=real).exclude(text__in=CONCLUSIONS).delete()


def _terms(locality):
    """Sample terms, but for those in which a paper stays numbered."""
    numbered = NumberBook.objects.filter(
        owner=OuterRef("unit"), starts_on=OuterRef("starts_on"), documents__isnull=False
    )
    terms = CommitteeTerm.objects.filter(unit__locality=locality, is_sample=True)
    terms.filter(~Exists(numbered)).delete()


def _answers(locality, demo):
    """What demo accounts asked, accepted or stated; what real units asked waits for a real answer again."""
    extensions = Extension.objects.filter(assignment__task__locality=locality)
    extensions.filter(asked_by__in=demo).delete()
    decided = extensions.filter(decided_by__in=demo)
    Assignment.objects.filter(extensions__in=decided.filter(state=Extension.State.GRANTED)).update(
        due_on=None
    )
    decided.update(state=Extension.State.ASKED, answer="", decided_on=None, decided_at=None, decided_by=None)
    Assignment.objects.filter(task__locality=locality, accepted_by__in=demo).update(
        accepted_on=None, accepted_at=None, accepted_by=None
    )
    StatedProgress.objects.filter(stated_by__in=demo).delete()


def _progress(locality, demo):
    evidence = Evidence.objects.filter(entry__assignment__task__locality=locality, uploaded_by__in=demo)
    for file in [file for item in evidence for file in (item.file, item.thumbnail) if file]:
        transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
    evidence.delete()
    entries = ProgressEntry.objects.filter(assignment__task__locality=locality, entered_by__in=demo)
    told = list(Assignment.objects.filter(entries__in=entries).distinct())
    entries.delete()
    for assignment in told:
        assignment.take_latest()


def _difficulties(locality, demo):
    difficulties = Difficulty.objects.filter(locality=locality)
    real_steps = DifficultyStep.objects.filter(difficulty=OuterRef("pk")).exclude(taken_by__in=demo)
    difficulties.filter(~Exists(real_steps), raised_by__in=demo).delete()
    # What a real unit raised, or somebody real has answered, stands as the real steps leave it.
    tried = DifficultyStep.objects.filter(difficulty__in=difficulties, taken_by__in=demo)
    touched = list(difficulties.filter(steps__in=tried).distinct())
    tried.exclude(kind=DifficultyStep.Kind.RAISED).delete()
    for difficulty in touched:
        difficulty.retake_steps()


def _figures(locality, demo):
    """What demo accounts entered, aimed at and founded, save what real people have worked on since."""
    entries = AuditEntry.objects.filter(locality=locality)
    log = {
        model: entries.filter(target_type=model._meta.label_lower) for model in (Target, Gathering, Indicator)
    }
    touched = {model: found.exclude(by__in=demo).values("target_id") for model, found in log.items()}
    IndicatorValue.objects.filter(indicator__locality=locality, entered_by__in=demo).delete()
    # A real figure that a demo account handled waits for a real hand again.
    handled = Q(accepted_by__in=demo) | Q(returned_by__in=demo)
    IndicatorValue.objects.filter(handled, indicator__locality=locality).update(
        state=IndicatorValue.State.FILED,
        accepted_at=None,
        accepted_by=None,
        return_reason="",
        returned_at=None,
        returned_by=None,
    )
    targets = Target.objects.filter(plan__document__locality=locality)
    targets.exclude(pk__in=touched[Target]).delete()
    Gathering.objects.filter(locality=locality).exclude(pk__in=touched[Gathering]).delete()
    idle = Indicator.objects.filter(locality=locality, values=None, targets=None)
    idle.exclude(pk__in=touched[Indicator]).filter(is_sample=True).delete()


# What makes a record of activities, as the log calls it.
MADE = {
    Guidance: "soạn định hướng",
    Supervision: "ghi cuộc giám sát, góp ý",
    Opinion: "ghi phản ánh của người dân",
    GoodPractice: "ghi mô hình, điển hình",
    Movement: "thêm phong trào",
}


def _activities(locality, demo):
    """Sample rows and what demo accounts tried out, save what somebody real has worked on since."""
    ticks = GuidanceReceipt.objects.filter(guidance__locality=locality)
    ticks.filter(received_by__in=demo).update(received_at=None, received_by=None)
    ticks.filter(read_by__in=demo, received_at=None).update(read_at=None, read_by=None)
    for model, action in MADE.items():
        log = AuditEntry.objects.filter(locality=locality, target_type=model._meta.label_lower)
        made = log.filter(by__in=demo, action=action).values("target_id")
        touched = log.exclude(by__in=demo).values("target_id")
        going = model.objects.filter(locality=locality, pk__in=made).exclude(pk__in=touched)
        if model is Movement:
            going = going.filter(good_practices=None)
        if model is Guidance:
            for file in GuidanceFile.objects.filter(guidance__in=going):
                file.drop()
        going.delete()


def _tasks(locality, demo):
    """Delete the tasks that demo accounts added, save those with a word, difficulty or edit of real people.

    The seed's own go too, since anything may have been tried out on them; returns the solutions that lost
    the task which the news item gives them.
    """
    log = AuditEntry.objects.filter(locality=locality, target_type=Task._meta.label_lower)
    made = log.filter(by__in=demo, action="thêm nhiệm vụ").values("target_id")
    touched = log.exclude(by__in=demo).values("target_id")
    tasks = Task.objects.filter(locality=locality, pk__in=made, difficulties=None).exclude(pk__in=touched)
    going = list(tasks.exclude(assignments__entries__isnull=False).values_list("pk", flat=True))
    solutions = Conclusion.objects.filter(
        meeting__locality=locality, order__in=FOLLOW_UP, text__in=CONCLUSIONS
    ).select_related("meeting")
    # A solution's first task is the seed's.
    lost = list(solutions.annotate(first_task=Min("tasks")).filter(first_task__in=going))
    Task.objects.filter(pk__in=going).delete()
    return lost


def _plans(locality, demo):
    """The plans that demo accounts began, save those on which real people have worked."""
    log = AuditEntry.objects.filter(locality=locality)
    on_plans = log.filter(target_type=Plan._meta.label_lower)
    on_papers = log.filter(target_type=Document._meta.label_lower)
    going = (
        Plan.objects.filter(document__locality=locality, tasks=None, meetings=None)
        .filter(pk__in=on_plans.filter(by__in=demo, action="lập kế hoạch").values("target_id"))
        .exclude(pk__in=on_plans.exclude(by__in=demo).values("target_id"))
        .exclude(document__in=on_papers.exclude(by__in=demo).values("target_id"))
    )
    papers = list(going.values_list("document", flat=True))
    Plan.objects.filter(document__in=papers).delete()
    _throw_away(Document.objects.filter(pk__in=papers))


def _give_again(solutions, locality, *, by):
    """Give the tasks of the news item anew, as it has them.

    Not where a unit or the plan is no longer what it was: then the office finds the solution to be assigned.
    """
    by_name = {unit.name: unit for unit in Unit.objects.filter(locality=locality)}
    units = {key: by_name.get(it.name.format(ward=locality.name)) for key, it in WARD_BODIES.items()}
    for conclusion in solutions:
        plan = conclusion.meeting.plans.open().order_by("document__issued_on").first()
        _, _, given = FOLLOW_UP[conclusion.order]
        if plan and all(units[key] for key in given):
            give_solution(conclusion, units, plan, by=by)


def _people(locality, demo):
    """The people with invented names, their posts and accounts, unless the account is a real one by now."""
    people = Person.objects.filter(Q(user=None) | Q(user__in=demo), locality=locality, is_sample=True)
    Attendance.objects.filter(person__in=people).update(person=None, person_name="")
    PostHolding.objects.filter(person__in=people).delete()
    Post.objects.filter(unit__locality=locality, name=READER_POST, holdings=None).delete()
    for user in demo.filter(person__in=people):
        try:
            user.delete()
        except ProtectedError:
            # A real record names who raised or answered something: the name stays, the door is shut.
            User.objects.filter(pk=user.pk).update(is_active=False)
    people.filter(user=None).delete()
