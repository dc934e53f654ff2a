"""The month's guidance: written, sent, read and received by the branches, made their own work."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.models import Guidance, GuidanceReceipt
from organizations.models import AuditEntry
from plans.models import Task
from tests import factories
from tests.reading import png, text_of
from wardportal.actions import actions_of
from wardportal.dates import Period

CONFLICT = 409


@pytest.fixture
def draft(ward, women_head):
    """Guidance of the ward's women for September, for their branches of Khu phố 3 and 4."""
    guidance = Guidance(
        locality=ward.locality,
        issuer=ward.women,
        month=date(2017, 9, 1),
        title="Sinh hoạt tháng 9",
        text="Sinh hoạt về phòng cháy.\nBáo trước ngày 25.",
    )
    guidance.write([ward.women_branches[3], ward.women_branches[4]], by=women_head)
    return guidance


@pytest.fixture
def sent(draft, women_head):
    draft.send(by=women_head, on=date(2017, 9, 4))
    return draft


def url(name, guidance):
    return reverse(f"activities:guidance_{name}", args=[guidance.pk])


# --- Verbs --------------------------------------------------------------------------------------------


def test_draft_is_addressed_anew_until_it_is_sent(draft, ward, women_head):
    draft.title = "Sinh hoạt tháng 9, bản 2"
    draft.write([ward.women_branches[4], ward.women_branches[1]], by=women_head)

    assert {receipt.unit for receipt in draft.receipts.all()} == {
        ward.women_branches[1],
        ward.women_branches[4],
    }
    first, second = AuditEntry.objects.of(draft).order_by("pk")
    assert (first.action, second.action) == ("soạn định hướng", "sửa định hướng")
    assert [change.label for change in second.changes] == ["tiêu đề", "gửi cho"]


def test_what_was_sent_is_fixed(sent, ward, women_head):
    assert (sent.sent_on, sent.sent_by) == (date(2017, 9, 4), women_head)

    for verb in (
        lambda: sent.write([ward.women_branches[1]], by=women_head),
        lambda: sent.send(by=women_head),
        lambda: sent.discard(by=women_head),
    ):
        with pytest.raises(ValidationError, match="đã gửi nên không sửa được nữa"):
            verb()


def test_guidance_for_nobody_is_not_sent(ward, women_head):
    guidance = factories.GuidanceFactory(issuer=ward.women)

    with pytest.raises(ValidationError, match="Chưa chọn đơn vị nhận"):
        guidance.send(by=women_head)
    assert guidance.is_draft


def test_sent_guidance_has_its_day(draft):
    draft.state = Guidance.State.SENT

    with pytest.raises(ValidationError, match="phải có ngày và người gửi"):
        draft.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


def test_first_to_read_and_to_receive_count(sent, women_kp3, officer, ward):
    receipt = sent.receipts.get(unit=ward.women_branches[3])
    receipt.read(by=women_kp3)
    seen_at = receipt.read_at

    receipt.receive(by=women_kp3)
    receipt.receive(by=officer)

    receipt.refresh_from_db()
    assert (receipt.read_at, receipt.read_by, receipt.received_by) == (seen_at, women_kp3, women_kp3)
    counted = Guidance.objects.with_counts().get()
    assert (counted.addressed_count, counted.read_count, counted.received_count) == (2, 1, 1)
    assert AuditEntry.objects.of(sent).filter(action="nhận định hướng").count() == 1


def test_what_was_received_was_read(sent, ward):
    receipt = GuidanceReceipt(
        guidance=sent, unit=ward.women_branches[1], received_at="2017-09-05T08:00+07:00"
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        receipt.save()


def test_branch_makes_it_its_own_task(sent, women_kp3, ward):
    unit = ward.women_branches[3]

    task = sent.make_task(unit, by=women_kp3, title="Sinh hoạt chi hội", due_on=date(2017, 9, 25))

    assert (task.plan, task.lead_unit, [given.unit for given in task.assignments.all()]) == (
        None,
        unit,
        [unit],
    )
    assert list(sent.tasks.all()) == [task]
    assert sent.receipts.get(unit=unit).received_by == women_kp3


def test_drafts_are_seen_by_who_writes_them(draft, women_head, front, officer, women_kp3, stranger):
    people = [women_head, officer, front, women_kp3, stranger]
    assert [Guidance.objects.visible_to(user).exists() for user in people] == [
        True,
        True,
        False,
        False,
        False,
    ]

    draft.send(by=women_head)

    assert [Guidance.objects.visible_to(user).exists() for user in people] == [True, True, True, True, False]


def test_guidance_belongs_to_the_period_of_its_month(sent):
    found = [
        Guidance.objects.in_period(Period.parse(slug)).exists() for slug in ("2017-09", "2017-q3", "2017-08")
    ]

    assert found == [True, True, False]


# --- Pages ----------------------------------------------------------------------------------------------


def test_organization_writes_and_sends_with_a_file(client_of, women_head, ward):
    client, new = client_of(women_head), reverse("activities:guidance_new")
    form = client.get(new).context["form"]
    assert sorted(form["units"].value()) == sorted(unit.pk for unit in ward.women_branches.values())
    typed = {"version": 1, "period": "2017-10", "title": "Sinh hoạt tháng 10", "text": "", "units": []}

    page = text_of(client.post(new, typed))
    assert "Chưa ghi nội dung định hướng." in page
    assert "Chưa chọn đơn vị nhận." in page
    assert 'value="Sinh hoạt tháng 10"' in page

    typed |= {"text": "Chuẩn bị 20/10.", "units": [ward.women_branches[3].pk]}
    guidance_url = client.post(new, typed).url
    guidance = Guidance.objects.get()
    assert (guidance.month, guidance.issuer, guidance.is_draft) == (date(2017, 10, 1), ward.women, True)
    picture = SimpleUploadedFile("thu moi.png", png())
    client.post(url("attach", guidance), {"upload": picture, "is_free_of_secrets": "on"})
    page = text_of(client.post(url("send", guidance), follow=True))

    assert guidance_url == guidance.get_absolute_url()
    assert "Đã gửi. Các đơn vị thấy định hướng này ở trang đầu của mình." in page
    assert "thu moi.png" in page
    assert "0/1 đã xem, 0/1 đã nhận" in page
    file = guidance.files.get()
    download = client.get(file.get_absolute_url())
    assert download.getvalue() == png()
    assert download["Content-Disposition"].startswith("attachment")


def test_text_with_a_secrecy_stamp_is_refused(client_of, women_head, draft):
    typed = {"version": 1, "period": "2017-09", "title": "Sinh hoạt", "text": "MẬT\nNội dung", "units": []}

    page = text_of(client_of(women_head).post(url("edit", draft), typed))

    assert "mang dấu chỉ độ mật (MẬT)" in page


def test_file_is_judged_by_what_it_holds_and_taken_once(client_of, women_head, draft):
    client = client_of(women_head)

    def attach(name, content):
        sent = {"upload": SimpleUploadedFile(name, content), "is_free_of_secrets": "on"}
        return text_of(client.post(url("attach", draft), sent, follow=True))

    assert "chứ không phải" in attach("anh.png", b"MZ chay ngay")
    assert "Đã kèm tệp" in attach("anh.png", png())
    assert "Tệp này đã kèm rồi." in attach("anh khac.png", png())

    file = draft.files.get()
    client.post(reverse("activities:guidance_file_delete", args=[file.key]))
    assert not draft.files.exists()


def test_office_chooses_whose_guidance_it_writes(client_of, officer, ward):
    client, new = client_of(officer), reverse("activities:guidance_new")

    assert set(client.get(new).context["issuers"]) == {ward.party, ward.front, ward.youth, ward.women}

    form = client.get(new, {"don-vi": ward.youth.pk}).context["form"]
    assert set(form.fields["units"].queryset) == set(ward.youth_branches.values())


def test_second_editor_is_shown_both_texts(client_of, women_head, draft, ward):
    client = client_of(women_head)
    typed = {"version": 1, "period": "2017-09", "title": "Lời thứ nhất", "text": "Một."}
    typed["units"] = [ward.women_branches[3].pk]
    assert client.post(url("edit", draft), typed).status_code == 302

    response = client.post(url("edit", draft), typed | {"title": "Lời thứ hai"})

    page = text_of(response)
    assert response.status_code == CONFLICT
    assert "Lời thứ nhất" in page
    assert "Lời thứ hai" in page


def test_branch_is_asked_until_it_ticks(client_of, women_kp3, women_head, sent):
    def asked():
        return [action.action for action in actions_of(women_kp3) if action.url == sent.get_absolute_url()]

    client = client_of(women_kp3)
    assert asked() == ["Xem và nhận"]
    assert "data-send-quietly" in text_of(client.get(sent.get_absolute_url()))
    assert not sent.receipts.filter(read_at__isnull=False).exists()  # reading by GET changes nothing

    client.post(url("read", sent))
    assert asked() == ["Nhận"]
    page = text_of(client_of(women_head).get(sent.get_absolute_url()))
    assert "1/2 đã xem, 0/2 đã nhận" in page

    page = text_of(client.post(url("receive", sent), follow=True))
    assert "Đã ghi: đơn vị đã nhận định hướng" in page
    assert "data-send-quietly" not in page
    assert asked() == []
    page = text_of(client_of(women_head).get(sent.get_absolute_url()))
    assert "1/2 đã xem, 1/2 đã nhận" in page


def test_branch_turns_it_into_a_task(client_of, women_kp3, women_head, sent, ward):
    client = client_of(women_kp3)
    form = client.get(url("take", sent)).context["form"]
    assert (form["title"].value(), form["due_on"].value()) == ("Sinh hoạt tháng 9", date(2017, 9, 30))

    both = client.post(url("take", sent), {"title": "Họp", "due_on": "25/9/2017", "rhythm": "hằng tháng"})
    assert "Đã có định kỳ thực hiện thì để trống thời hạn" in text_of(both)
    response = client.post(url("take", sent), {"title": "Họp chi hội", "due_on": "25/9/2017"})

    task = Task.objects.get()
    assert (response.url, task.lead_unit) == (task.get_absolute_url(), ward.women_branches[3])
    page = text_of(client_of(women_head).get(sent.get_absolute_url()))
    assert f'<a href="{task.get_absolute_url()}">Họp chi hội</a>' in page


def test_words_to_paste_are_the_whole_of_it(sent):
    assert sent.words_to_paste == (
        f"{sent.issuer.name} gửi định hướng nội dung hoạt động tháng 9/2017:\nSinh hoạt tháng 9\n\n"
        "Sinh hoạt về phòng cháy.\nBáo trước ngày 25.\n\n"
        "Đề nghị các đơn vị mở cổng thông tin của phường, mục Định hướng, bấm “Đã nhận”."
    )


def test_draft_is_thrown_away_with_its_files(client_of, women_head, draft):
    factories.GuidanceFileFactory(guidance=draft)

    response = client_of(women_head).post(url("discard", draft), follow=True)

    assert "Đã bỏ bản đang soạn." in text_of(response)
    assert not Guidance.objects.exists()


@pytest.mark.parametrize(
    ("query", "count"), [({"q": "phong chay"}, 1), ({"q": "tháng 10"}, 0), ({"year": "2017"}, 1)]
)
def test_list_is_filtered(client_of, women_kp3, sent, query, count):
    page = client_of(women_kp3).get(reverse("activities:guidance_list"), query).context["page"]

    assert len(page) == count


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_with_more(client_of, women_head, ward, count, django_assert_num_queries):
    for _ in range(count):
        guidance = factories.GuidanceFactory(issuer=ward.women)
        factories.GuidanceReceiptFactory(guidance=guidance, unit=ward.women_branches[3])
    client = client_of(women_head)

    with django_assert_num_queries(7):
        response = client.get(reverse("activities:guidance_list"))

    assert len(response.context["page"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_with_more_branches(
    client_of, women_head, ward, count, django_assert_num_queries
):
    guidance = factories.GuidanceFactory(issuer=ward.women)
    for n in range(1, count + 1):
        factories.GuidanceReceiptFactory(guidance=guidance, unit=ward.women_branches[n])
    client = client_of(women_head)

    with django_assert_num_queries(9):
        client.get(guidance.get_absolute_url())
