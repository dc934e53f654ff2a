"""The quarter's report as a Word file: the same words as the PDF, the chart as a picture."""

import io

import docx
import pytest
from django.urls import reverse
from PIL import Image

from documents.models import FormatProfile, RenderJob
from documents.ordering import Face
from organizations.models import Locality
from reports import jobs, paper
from wardportal.dates import Period

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Q3 = Period.parse("2017-q3")


@pytest.fixture
def written(formats, told, officer):
    """The report's Word file, read back; and its job."""
    job = paper.order(told, Q3, by=officer, face=Face.DOCX)
    jobs.render_plan_quarter_word(job.pk)
    job.refresh_from_db()
    assert (job.state, job.reason) == (RenderJob.State.DONE, "")
    with job.file.open("rb") as file:
        return docx.Document(io.BytesIO(file.read()))


def test_the_word_file_has_the_reports_sections_tables_and_chart(written, told):
    texts = [paragraph.text for paragraph in written.paragraphs]

    assert [text for text in texts if text.startswith(("I-", "II-", "III-"))] == [
        "I- Kết quả thực hiện",
        "II- Giải pháp đã thống nhất và tình hình thực hiện",
        "III- Khó khăn, vướng mắc và kiến nghị",
    ]
    assert [cell.text for cell in written.tables[1].rows[0].cells][:2] == [
        "TT",
        "Nhiệm vụ (chủ trì; thời hạn)",
    ]
    (picture,) = [part for part in written.part.package.iter_parts() if "image" in part.content_type]
    with Image.open(io.BytesIO(picture.blob)) as chart:
        assert chart.width == round(160 / 25.4 * 200)
        assert chart.height < chart.width


def test_the_address_serves_the_file_that_is_there(written, told, client_of, officer):
    url = reverse("reports:plan_report_docx", args=[Q3.slug, told.pk])

    response = client_of(officer).get(url)

    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response.getvalue()[:2] == b"PK"


def test_a_wards_own_figures_are_the_reports(formats, told, officer):
    common = FormatProfile.objects.in_force("party", told.document.issued_on)
    FormatProfile.objects.create(
        locality=Locality.objects.get(pk=officer.locality_id),
        family="party",
        name="HD 11 (phường sửa)",
        valid_from=common.valid_from,
        valid_to=common.valid_to,
        layout={**common.layout, "margin_left_mm": 31},
    )

    quarter = paper.plan_quarter(told, Q3)

    assert paper.quarter_paper(told, quarter).layout.margin_left_mm == 31
