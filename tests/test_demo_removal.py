"""The demo ward is asked for with a password, and is taken away without a trace."""

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError

from organizations.models import Locality
from tests import factories
from tests.test_demo import account, run
from wardportal import backups, founding

pytestmark = pytest.mark.django_db


def test_seeding_without_a_password_says_what_to_set(settings):
    settings.DEMO_PASSWORD = ""

    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        run("seed_demo")

    assert not Locality.objects.exists()


def counted_rows():
    return {model._meta.label: model._base_manager.count() for model in backups.stored_models()}


def test_removal_leaves_no_row_no_file_and_no_number_of_the_demo_ward(settings, client):
    founding.install_common()
    as_installed = counted_rows()
    settings.DEMO_PASSWORD = "mat-khau-dung-thu"
    run("seed_demo")
    client.post("/dang-nhap/", {"username": "vanphong", "password": "mat-khau-dung-thu"})
    factories.RenderJobFactory(locality=Locality.objects.get(), ordered_by=account("vanphong"), is_done=True)

    shown = run("seed_demo", "--remove")

    assert counted_rows() == as_installed
    assert not Session.objects.exists()
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
    assert founding.setup_key() in shown
    assert Locality.objects.create(name="Phường Bình Minh", place_name="Bình Minh").pk == 1
