"""What a signed-in person reads is not kept by what stands between the portal and the browser."""

import pytest
from django.urls import reverse

from tests import factories


def kept_by(response):
    return {part.strip() for part in response["Cache-Control"].split(",")}


@pytest.mark.parametrize(
    "name", ["start", "plans:plan_list", "documents:document_list", "organizations:account", "search"]
)
def test_a_page_is_private(client_of, reader, name):
    assert kept_by(client_of(reader).get(reverse(name))) == {"private"}


def test_a_refusal_and_a_page_that_is_not_there_are_private(client_of, reader, admin):
    refused = client_of(reader).get(reverse("audit_log"))
    unknown = client_of(admin).get("/khong-co/")

    assert (refused.status_code, unknown.status_code) == (403, 404)
    assert kept_by(refused) == kept_by(unknown) == {"private"}


def test_a_paper_is_private(client_of, reader, officer):
    job = factories.RenderJobFactory(locality=reader.locality, ordered_by=officer, is_done=True)

    response = client_of(reader).get(reverse("documents:job_file", args=[job.pk]))
    response.close()

    assert kept_by(response) == {"private"}


def test_the_login_page_is_not_kept_at_all(anonymous):
    assert kept_by(anonymous.get(reverse("login"))) >= {"private", "no-store"}
