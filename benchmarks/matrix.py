"""The matrix of 30 tasks × 8 khu phố, and 2,000 rows of Excel: queries and milliseconds, on SQLite."""

import io
import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TASKS, PLACES, ROWS, TIMES = 30, 8, 2000, 7


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "BUSINESS_DATE": "2017-09-18",
            "DJANGO_SETTINGS_MODULE": "wardportal.settings",
        }
        os.environ.pop("DATABASE_URL", None)
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        measure()


def measure():
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings, setup_test_environment

    setup_test_environment()
    # Nobody has collected the static files of a throw-away folder.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
    call_command("migrate", verbosity=0)
    officer, plan, branches = prepare()
    client = Client()
    client.force_login(officer)
    for name, path in {
        "plan page": f"/ke-hoach/{plan.pk}/",
        "sheet to type into": f"/ke-hoach/{plan.pk}/nhap-bang/",
        "sheet to print": f"/ke-hoach/{plan.pk}/bang-in/",
        "matrix .xlsx": f"/ke-hoach/{plan.pk}/bang-in/?dinh-dang=xlsx",
    }.items():
        client.get(path)
        taken = []
        for _ in range(TIMES):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                begun = time.perf_counter()
                client.get(path)
                taken.append(1000 * (time.perf_counter() - begun))
        print(f"  {name:20} {TASKS} × {PLACES}: {len(asked):3} queries, {statistics.median(taken):6.0f} ms")
    imports(client, officer, branches)


def prepare():
    from documents.installing import install_formats
    from organizations.permissions import Role
    from plans.models import Assignment
    from tests import factories
    from tests.conftest import build_ward

    ward = build_ward(neighbourhoods=PLACES)
    install_formats()
    officer = factories.UserFactory(unit=ward.party, role=Role.PARTY_OFFICE)
    plan = factories.PlanFactory(document__issuer=ward.party)
    for order in range(TASKS):
        task = factories.TaskFactory(plan=plan, lead_unit=ward.women, order=order)
        Assignment.objects.bulk_create(
            Assignment(task=task, unit=unit, assigned_on=date(2017, 1, 2))
            for unit in ward.women_branches.values()
        )
    return officer, plan, list(ward.women_branches.values())


def imports(client, officer, branches):
    """2,000 new tasks, then a word on each of 2,000 assignments: uploaded and looked at, then saved."""
    import openpyxl

    from plans.models import UploadedSheet
    from tests import factories

    plan = factories.PlanFactory(document__issuer=officer.units[0])
    lead = branches[0].parent
    page = f"/ke-hoach/{plan.pk}/bang-tinh"
    for subject in ("nhiem-vu", "tien-do"):
        begun = time.perf_counter()
        answer = client.get(f"{page}/{subject}/?dinh-dang=xlsx")
        exported = time.perf_counter() - begun
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        sheet = book.worksheets[0]
        for n in range(ROWS):
            if subject == "nhiem-vu":
                texts = {
                    2: f"Việc thứ {n + 1}",
                    4: lead.name,
                    6: date(2017, 12, 1),
                    13: branches[n % PLACES].name,
                }
                for column, text in texts.items():
                    sheet.cell(n + 3, column, text)
            else:
                sheet.cell(n + 3, 7, n % 100 + 1)
        file = io.BytesIO()
        book.save(file)
        file.seek(0)
        file.name = "bang.xlsx"
        begun = time.perf_counter()
        client.post(f"{page}/{subject}/", {"upload": file}, follow=True)
        looked_at = time.perf_counter() - begun
        uploaded = UploadedSheet.objects.order_by("-pk").first()
        begun = time.perf_counter()
        client.post(uploaded.get_absolute_url())
        saved = time.perf_counter() - begun
        times = (
            f"export before {exported:5.1f} s, upload and preview {looked_at:5.1f} s, saved {saved:5.1f} s"
        )
        print(f"  {subject:10} {ROWS} rows: {times}", flush=True)


if __name__ == "__main__":
    main()
