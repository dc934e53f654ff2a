"""The formats in the portal: a figure is corrected with the paper beside it, and a profile added."""

from datetime import date

import pytest
from django.urls import reverse

from documents.models import FormatProfile
from organizations.models import AuditEntry
from tests.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _formats(formats):
    pass


@pytest.fixture
def profile():
    return FormatProfile.objects.in_force("party", date(2017, 9, 18))


@pytest.fixture
def filled():
    """`filled(form, **changes)`: what a browser sends of a form that was opened and changed."""

    def build(form, **changes):
        shown = {name: form[name].value() for name in form.fields}
        sent = {
            name: value
            for name, value in {**shown, **changes}.items()
            if value is not None and value is not False
        }
        return {
            name: value.strftime("%d/%m/%Y") if isinstance(value, date) else value
            for name, value in sent.items()
        }

    return build


def test_list_shows_each_family_with_what_is_in_force(client_of, admin):
    response = client_of(admin).get(reverse("documents:profile_list"))

    page = text_of(response)
    assert "từ 28/5/2004 đến hết 02/4/2018" in page
    # Of each of the eight families the one of 18/9/2017.
    assert page.count("đang áp dụng") == 8


def test_a_corrected_figure_is_the_wards_own(client_of, admin, profile, filled, stranger):
    client, url = client_of(admin), profile.get_absolute_url()
    form = client.get(url).context["form"]

    response = client.post(url, filled(form, margin_left_mm="33"))

    own = FormatProfile.objects.get(locality=admin.locality)
    assert response.status_code == 302
    assert own.paper_layout.margin_left_mm == 33
    assert own.paper_layout.number_prefix == "Số "
    assert FormatProfile.objects.in_force("party", date(2017, 9, 18), admin.locality) == own
    assert FormatProfile.objects.in_force("party", date(2017, 9, 18), stranger.locality) == profile
    changes = AuditEntry.objects.get(action="sửa thể thức").changes
    assert [(each.label, each.before, each.after) for each in changes] == [
        ("Trang giấy: lề trái (mm)", "35", "33")
    ]


def test_a_look_before_saving_shows_the_paper_and_saves_nothing(client_of, admin, profile, filled):
    client, url = client_of(admin), profile.get_absolute_url()
    form = client.get(url).context["form"]

    response = client.post(url, filled(form, heading="ĐẢNG BỘ THỬ", **{"xem-thu": "1"}))

    assert "Đang xem thử, chưa lưu." in text_of(response)
    assert "ĐẢNG BỘ THỬ" in text_of(response)
    assert not FormatProfile.objects.filter(locality=admin.locality).exists()


def test_a_figure_that_is_none_keeps_what_was_typed(client_of, admin, profile, filled):
    client, url = client_of(admin), profile.get_absolute_url()
    form = client.get(url).context["form"]

    response = client.post(url, filled(form, margin_left_mm="-3", name="HD 11 (sửa)"))

    assert response.status_code == 200
    assert response.context["form"]["name"].value() == "HD 11 (sửa)"
    assert response.context["form"].errors["margin_left_mm"] == [
        "Đảm bảo giá trị này lớn hơn hoặc bằng với 0 ."
    ]


def test_two_editors_of_a_common_profile_see_both_texts(client_of, admin, officer, profile, filled):
    first, second, url = client_of(admin), client_of(officer), profile.get_absolute_url()
    opened = filled(second.get(url).context["form"], margin_left_mm="40")
    first.post(url, filled(first.get(url).context["form"], margin_left_mm="33"))

    response = second.post(url, opened)

    assert response.status_code == 409
    assert "Có người vừa lưu trước đồng chí" in text_of(response)


def test_a_new_profile_begins_with_the_newest_figures(client_of, admin, filled):
    client, url = client_of(admin), reverse("documents:profile_add", args=["front"])
    form = client.get(url).context["form"]

    client.post(url, filled(form, name="QĐ mới", valid_from="01/01/2027"))

    added = FormatProfile.objects.get(name="QĐ mới")
    assert (added.family, added.locality, added.valid_from) == ("front", admin.locality, date(2027, 1, 1))
    assert added.paper_layout.heading == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_the_profile_before_a_new_one_ends_the_day_before(client_of, admin, stranger, filled):
    client, url = client_of(admin), reverse("documents:profile_add", args=["front"])
    former = FormatProfile.objects.filter(family="front", locality=None).order_by("valid_from").last()
    form = client.get(url).context["form"]

    client.post(url, filled(form, name="QĐ mới", valid_from="01/9/2030"))

    own = FormatProfile.objects.get(family="front", valid_from=former.valid_from, locality=admin.locality)
    assert (own.name, own.valid_to) == (former.name, date(2030, 8, 31))
    former.refresh_from_db()
    assert former.valid_to is None  # as other wards know it
    in_force = FormatProfile.objects.in_force
    assert in_force("front", date(2030, 9, 1), admin.locality).name == "QĐ mới"
    assert in_force("front", date(2030, 9, 1), stranger.locality) == former
