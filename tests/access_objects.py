"""What the addresses of access_rows.py are made of: fixtures of conftest.py, and these; and who asks."""

from copy import deepcopy
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import FormatProfile, IncomingEntry
from meetings.models import Attendance, CheckIn
from organizations.models import Absence, FeedAddress, SignIn
from plans.models import Evidence, StatedProgress
from reports.models import Filing
from tests import factories
from tests.access_rows import CAST


@pytest.fixture
def place(ward):
    return ward.neighbourhoods[3]


@pytest.fixture
def holder(women_kp3):
    """The head of the women's branch of Khu phố 3."""
    return women_kp3.person


@pytest.fixture
def holding(women_kp3):
    return women_kp3.holdings[0]


@pytest.fixture
def post(holding):
    return holding.post


@pytest.fixture
def newcomer(ward):
    """A person without an account."""
    return factories.PersonFactory(locality=ward.locality)


@pytest.fixture
def own_account(women_kp3):
    return women_kp3


@pytest.fixture
def absence(women_kp3, women_kp4):
    days = {"from_on": date(2017, 9, 20), "to_on": date(2017, 9, 30)}
    absence = Absence(person=women_kp3.person, deputy=women_kp4.person, **days)
    absence.begin(by=women_kp3)
    return absence


@pytest.fixture
def sign_in(women_kp3):
    """Another machine of the head of the women's branch of Khu phố 3."""
    return SignIn.objects.create(user=women_kp3, session_key="may-khac", device="Chrome trên Android")


@pytest.fixture
def branch(ward):
    return ward.women_branches[3]


@pytest.fixture
def draft_paper(draft_plan):
    return draft_plan.document


@pytest.fixture
def branch_draft(ward):
    """A draft of the women's branch of Khu phố 3."""
    return factories.DocumentFactory(issuer=ward.women_branches[3], is_draft=True)


@pytest.fixture
def annex(draft_paper):
    return factories.DocumentAnnexFactory(document=draft_paper)


@pytest.fixture
def picture_key(draft_paper):
    """A picture of the draft, asked for by its key."""
    return SimpleNamespace(pk=factories.AttachmentFactory(document=draft_paper).key)


@pytest.fixture
def stated(task, officer):
    """What the office states beside the count of the task."""
    return StatedProgress.state(task, by=officer, percent=50, reason="Hai nhóm sắp ra mắt.")


@pytest.fixture
def extension(assignment, women_kp3):
    return factories.ExtensionFactory(assignment=assignment, asked_by=women_kp3)


@pytest.fixture
def agenda_item(seminar):
    return factories.AgendaItemFactory(meeting=seminar)


@pytest.fixture
def series(ward):
    """The briefings of the ward's Party, on the 15th of each month."""
    return factories.MeetingSeriesFactory(host_unit=ward.party)


@pytest.fixture
def invitee(seminar, women_kp3):
    """The head of the women's branch of Khu phố 3, called and not ticked yet."""
    return factories.AttendanceFactory(
        meeting=seminar,
        unit=women_kp3.units[0],
        person=women_kp3.person,
        presence=Attendance.Presence.EXPECTED,
    )


@pytest.fixture
def coded_seminar(seminar, officer):
    """The seminar with checking in at the door."""
    CheckIn.objects.create(meeting=seminar, token="ma-o-cua", opened_by=officer)
    return seminar


@pytest.fixture
def meeting_kind(db):
    """A kind every ward knows."""
    return factories.MeetingKindFactory()


@pytest.fixture
def paper_kind():
    """Which paper is made of a meeting: a word of the address."""
    return SimpleNamespace(pk="thong-bao")


@pytest.fixture
def draft_news(seminar):
    return factories.NewsItemFactory(locality=seminar.locality, meeting=seminar)


@pytest.fixture
def published_news(seminar, officer):
    return factories.NewsItemFactory(
        locality=seminar.locality, published_at=timezone.now(), published_by=officer
    )


@pytest.fixture
def check_in_token(coded_seminar):
    return SimpleNamespace(pk=coded_seminar.check_in.token)


@pytest.fixture
def spoken_assignment(assignment, women_kp3):
    """What the women's branch of Khu phố 3 was given, and has said something of."""
    assignment.report(by=women_kp3, percent=40)
    return assignment


@pytest.fixture
def evidence_key(spoken_assignment):
    """A photo beside the branch's word, asked for by its key."""
    return SimpleNamespace(pk=factories.EvidenceFactory(entry=spoken_assignment.entries.get()).key)


@pytest.fixture
def minutes_photo_key(seminar):
    return SimpleNamespace(pk=factories.MinutesPhotoFactory(meeting=seminar).key)


@pytest.fixture
def superior_workbook(ward):
    return factories.SuperiorWorkbookFactory(locality=ward.locality)


@pytest.fixture
def news_photo_key(published_news, evidence_key):
    published_news.pictures.set(Evidence.objects.filter(key=evidence_key.pk))
    return evidence_key


@pytest.fixture
def draft_photo_key(draft_news, evidence_key):
    draft_news.pictures.set(Evidence.objects.filter(key=evidence_key.pk))
    return evidence_key


@pytest.fixture
def proposing_filing(filing):
    head = factories.UserFactory(unit=filing.unit)
    sent = {"state": "submitted", "sent_at": timezone.now(), "sent_by": head}
    Filing.objects.filter(pk=filing.pk).update(words={"dang-tin": "Ra quân dọn hẻm."}, **sent)
    return filing


@pytest.fixture
def draft_evidence_key(draft_plan, officer):
    """A photo beside a word about a task whose plan is still a draft."""
    given = factories.AssignmentFactory(task=draft_plan.tasks.get(), unit=draft_plan.document.issuer)
    entry = factories.ProgressEntryFactory(assignment=given, entered_by=officer)
    return SimpleNamespace(pk=factories.EvidenceFactory(entry=entry).key)


@pytest.fixture
def scan_key(own_paper):
    """The signed scan of 19-KH/ĐU."""
    return SimpleNamespace(pk=factories.AttachmentFactory(document=own_paper, kind="scan").key)


@pytest.fixture
def internal_scan_key(internal_paper):
    return SimpleNamespace(pk=factories.AttachmentFactory(document=internal_paper, kind="scan").key)


@pytest.fixture
def arrived_paper(arrival):
    """The superior's programme, which the Front handles."""
    return arrival.document


@pytest.fixture
def uploaded(ward, officer):
    """An old paper that the Party's office uploaded and nobody has looked at yet."""
    return factories.UploadedPaperFactory(locality=ward.locality, uploaded_by=officer)


@pytest.fixture
def link(own_paper):
    """19-KH/ĐU makes the superior's programme concrete."""
    return own_paper.links_up.get()


@pytest.fixture
def outline(ward):
    """An outline of the ward's own."""
    return factories.PlanOutlineFactory(locality=ward.locality)


@pytest.fixture
def indicator(ward):
    """What the women's branches count."""
    return factories.IndicatorFactory(locality=ward.locality, lines=[ward.women.line])


@pytest.fixture
def august(indicator):
    """The month whose figures are asked for."""
    return SimpleNamespace(pk="2017-08")


@pytest.fixture
def figure(indicator, ward):
    return factories.IndicatorValueFactory(indicator=indicator, unit=ward.women_branches[3])


@pytest.fixture
def target(plan, indicator):
    return factories.TargetFactory(plan=plan, indicator=indicator)


@pytest.fixture
def gathering(ward):
    """A club of the women's branch of Khu phố 3."""
    return factories.GatheringFactory(lead_unit=ward.women_branches[3])


@pytest.fixture
def submitted_paper(ward, officer):
    """A draft of the Party committee that waits to be issued."""
    return factories.DocumentFactory(
        issuer=ward.party,
        is_draft=True,
        state="submitted",
        submitted_at=timezone.now(),
        submitted_by=officer,
        is_free_of_secrets=True,
    )


@pytest.fixture
def own_paper(plan):
    """19-KH/ĐU with its text."""
    plan.document.body = "<p>Các chi bộ thực hiện.</p>"
    plan.document.save()
    return plan.document


@pytest.fixture
def internal_paper(ward):
    """For internal circulation in the Party; a reader or administrator there does not work with papers."""
    return factories.DocumentFactory(issuer=ward.party, is_internal=True, body="<p>Nội bộ.</p>")


@pytest.fixture
def internal_job(internal_paper):
    return factories.RenderJobFactory(locality=internal_paper.locality, document=internal_paper, is_done=True)


@pytest.fixture
def draft_guidance(ward):
    """Guidance of the ward's women for their branches of Khu phố 3 and 4, not sent yet."""
    guidance = factories.GuidanceFactory(issuer=ward.women)
    for n in (3, 4):
        factories.GuidanceReceiptFactory(guidance=guidance, unit=ward.women_branches[n])
    return guidance


@pytest.fixture
def guidance(draft_guidance, women_head):
    draft_guidance.send(by=women_head)
    return draft_guidance


@pytest.fixture
def guidance_key(guidance):
    """A file beside the guidance, asked for by its key."""
    return SimpleNamespace(pk=factories.GuidanceFileFactory(guidance=guidance).key)


@pytest.fixture
def item(movement):
    return movement.items.first()


@pytest.fixture
def practice(ward, movement):
    return factories.GoodPracticeFactory(unit=ward.women_branches[3], movement=movement)


@pytest.fixture
def supervision(ward):
    return factories.SupervisionFactory(lead_unit=ward.front)


@pytest.fixture
def recommendation(supervision):
    return factories.RecommendationFactory(supervision=supervision)


@pytest.fixture
def opinion(ward):
    return factories.OpinionFactory(unit=ward.women_branches[3])


@pytest.fixture
def line_difficulty(difficulty):
    """One that the women's organization itself can solve."""
    difficulty.level = "organization"
    difficulty.save()
    return difficulty


@pytest.fixture
def answered_difficulty(difficulty, leader):
    difficulty.give_answer("Phường sẽ mượn hội trường.", by=leader)
    return difficulty


@pytest.fixture
def draft_task(draft_plan):
    return draft_plan.tasks.get()


@pytest.fixture
def uploaded_sheet(plan, women_kp3):
    """A spreadsheet of progress that the head of the women's branch of Khu phố 3 has just uploaded."""
    return factories.UploadedSheetFactory(plan=plan, uploaded_by=women_kp3)


@pytest.fixture
def feed_address(women_kp3):
    """Where the calendar of the head of the women's branch of Khu phố 3 is fetched."""
    return FeedAddress.make(by=women_kp3)


@pytest.fixture
def feed_token(feed_address):
    return SimpleNamespace(pk=feed_address.token)


@pytest.fixture
def reminder(ward, officer):
    """The office urges the women's branch of Khu phố 3 on."""
    return factories.ReminderFactory(unit=ward.women_branches[3], sent_by=officer)


@pytest.fixture
def own_type(ward):
    """A type of paper that the ward added itself."""
    return factories.DocumentTypeFactory(locality=ward.locality, name="Bản cam kết", abbreviation="BCK")


@pytest.fixture
def term(ward):
    """The term in which the ward's Party numbers its papers."""
    return factories.CommitteeTermFactory(unit=ward.party)


@pytest.fixture
def arrival(programme, ward, officer):
    """The line of the superior's programme in the incoming register, handled by the Front."""
    entry = IncomingEntry(
        locality=ward.locality, document=programme, arrived_on=programme.issued_on, handler=ward.front
    )
    entry.enter(by=officer)
    return entry


@pytest.fixture
def board_assignment(rhythm_task, ward):
    """What the Front's board of Khu phố 3 was given to do."""
    return rhythm_task.assignments.get(unit=ward.front_boards[3])


@pytest.fixture
def done_job(ward):
    return factories.RenderJobFactory(locality=ward.locality, is_done=True)


@pytest.fixture
def failed_job(ward):
    return factories.RenderJobFactory(locality=ward.locality, is_failed=True)


@pytest.fixture
def report_outline(duty):
    return duty.outline


@pytest.fixture
def profile():
    return FormatProfile.objects.get()


# Words in an address that are the name of no fixture: a period, a format.
WORDS = {"tien-do", "nhiem-vu", "chi-tieu", "2017-q3", "party", "bat-dau"}


@pytest.fixture
def address(request):
    """`address(row)`: the row's URL; a word that names no fixture stands for itself."""

    def build(row):
        args = [word if word in WORDS else request.getfixturevalue(word).pk for word in row.objects]
        return reverse(row.name, args=args)

    return build


@pytest.fixture
def clients(request, client_of):
    """Each member's name with a client of theirs."""
    users = {name: request.getfixturevalue(name) for name in CAST[:-1]}
    return {**{name: client_of(user) for name, user in users.items()}, "anonymous": Client()}


def answer(client, method, url):
    """The answer in the words of the table; whatever the request changed is undone, be it a signing out."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = client.generic(method, url, content_type="application/x-www-form-urlencoded")
        response.getvalue()  # reads a file to its end, which closes it
        transaction.set_rollback(True)
    client.cookies = cookies
    if response.status_code == 302 and response.url.startswith(f"{reverse('login')}?next="):
        return "login"
    return str(response.status_code)
