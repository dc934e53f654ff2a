"""What benchmarks/pages.py asks for, found or added in the database it is given; printed as JSON.

A page of a given size (a matrix of 30 × 8, 60 attendees) is added to every database in the same way, so that
its cost can be compared between a small one and a large one.
"""

import json
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import lxml.html
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.scans import scans
from documents.models import Document, DocumentType
from meetings.models import AgendaItem, Attendance, Conclusion, Meeting, MeetingKind, Remark
from organizations.models import FeedAddress, Unit, User
from plans.models import Assignment, Plan, Task
from reports.models import Filing
from wardportal import dates

TOKEN = "b" * 32
# What begins and ends a transaction asks nothing.
MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
PLACES = 8


def main():
    official = User.objects.get(username="vanphong")
    leader = _head("women", 3)
    long = _plan(official, 500)
    pages = [
        ("start, official", official, "/"),
        ("start, branch leader", leader, "/"),
        ("plan list, filtered", official, "/ke-hoach/?q=van+dong"),
        ("plan, 25 tasks", official, _plan(official, 25).get_absolute_url()),
        ("plan, matrix 30 × 8", official, _plan(official, 30, PLACES).get_absolute_url()),
        ("plan, 100 tasks", official, _plan(official, 100).get_absolute_url()),
        ("meeting, 60 attendees", official, (meeting := _meeting(official, 60)).get_absolute_url()),
        ("report form", leader, f"/bao-cao/phieu/{_awaited(leader).pk}/ghi/"),
        ("filing matrix", official, "/bao-cao/theo-doi/"),
        ("search “ke hoach 19”", official, "/tim-kiem/?q=ke+hoach+19"),
        ("calendar week", official, "/hoi-nghi/lich/"),
        ("organization", official, "/to-chuc/"),
        (
            "500 rows .xlsx",
            official,
            f"/ke-hoach/{long.pk}/bang-tinh/nhiem-vu/?dinh-dang=xlsx",
        ),
        ("paper in the editor", official, f"/van-ban/{_draft(official).pk}/sua/"),
        ("feed .ics", None, _feed(leader)),
    ]
    asked = [_asked(name, user, path) for name, user, path in pages]
    asked.append(_tap(official, meeting))
    asked.append(_autosave(leader))
    print(json.dumps(asked))


def _head(key, place):
    name = f"Chi hội Phụ nữ Khu phố {place}"
    unit = Unit.objects.filter(name=name).order_by("pk").first()
    return next(user for user in User.objects.filter(is_active=True) if unit in user.units)


def _plan(by, tasks, places=1):
    """A plan of the ward's Party with so many tasks, each given to so many khu phố."""
    party = Unit.objects.get(locality=by.locality, name__startswith="Đảng ủy")
    lead = Unit.objects.filter(locality=by.locality, name__startswith="Hội Liên hiệp Phụ nữ").first()
    branches = list(
        Unit.objects.filter(locality=by.locality, name__startswith="Chi hội Phụ nữ").order_by("pk")[:places]
    )
    # Long ago: the newest plans, which the start page shows, are those of the seed.
    day = dates.today() - timedelta(days=900)
    paper = Document(
        locality=by.locality,
        issuer=party,
        doc_type=DocumentType.objects.get(family=party.format_family, abbreviation="KH"),
        number=900 + tasks,
        symbol="ĐU",
        issued_on=day,
        abstract=f"Kế hoạch để đo, {tasks} nhiệm vụ",
        signer_name="Trần Văn Mẫu",
        state=Document.State.ISSUED,
        is_sample=True,
    )
    paper.fix_paper()
    paper.save()
    plan = Plan.objects.create(document=paper, starts_on=day)
    rows = Task.objects.bulk_create(
        Task(
            locality=by.locality,
            plan=plan,
            order=n + 1,
            title=f"Vận động hộ dân tham gia sinh hoạt tổ dân phố, việc {n + 1}",
            lead_unit=lead,
            due_on=dates.today() + timedelta(days=n % 60),
            is_sample=True,
        )
        for n in range(tasks)
    )
    Assignment.objects.bulk_create(
        Assignment(task=row, unit=unit, assigned_on=day, percent=(n % 3) * 50, reported_on=day)
        for n, row in enumerate(rows)
        for unit in branches
    )
    return plan


def _meeting(by, attendees):
    party = Unit.objects.get(locality=by.locality, name__startswith="Đảng ủy")
    kind = MeetingKind.objects.filter(locality=None).order_by("pk").first()
    today = datetime.combine(dates.today(), datetime.min.time(), tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    meeting = Meeting.objects.create(
        locality=by.locality,
        kind=kind,
        kind_name=kind.name,
        title="Hội nghị để đo",
        host_unit=party,
        place="Hội trường",
        starts_at=today + timedelta(hours=8),
        chair="Trần Văn Mẫu",
        minute_taker="Lê Thị Mẫu",
        is_sample=True,
    )
    units = list(Unit.objects.filter(locality=by.locality, level=Unit.Level.NEIGHBOURHOOD).order_by("pk"))
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            unit=units[n % len(units)],
            post_name=f"Thành viên {n // len(units) + 1}",
            person_name=f"Nguyễn Văn Mẫu {n}",
            order=n,
        )
        for n in range(attendees)
    )
    for order in range(1, 7):
        item = AgendaItem.objects.create(meeting=meeting, order=order, title=f"Nội dung {order}")
        Remark.objects.create(
            meeting=meeting, item=item, unit=units[order], text="Nước đọng ở đầu hẻm.", order=order
        )
        Conclusion.objects.create(
            meeting=meeting, item=item, order=order, text="Thêm đèn ở hẻm 12.", unit=units[order]
        )
    return meeting


def _draft(by):
    party = Unit.objects.get(locality=by.locality, name__startswith="Đảng ủy")
    paper = Document(
        locality=by.locality,
        issuer=party,
        doc_type=DocumentType.objects.get(family=party.format_family, abbreviation="KH"),
        symbol="ĐU",
        abstract="Kế hoạch để đo, chưa ban hành",
        body="<h2>Mục đích, yêu cầu</h2>" + "<p>Vận động hộ dân tham gia sinh hoạt tổ dân phố.</p>" * 40,
        is_sample=True,
    )
    paper.write(by=by)
    return paper


def _awaited(user):
    return Filing.objects.visible_to(user).awaited().filter(unit__in=user.units).order_by("pk").last()


def _feed(user):
    address = FeedAddress.objects.of(user).first() or FeedAddress.make(by=user, is_whole_ward=True)
    return f"/lich/{address.token}.ics"


def _session(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


sessions = {}


def _cookie(user):
    if user is None:
        return ""
    if user.pk not in sessions:
        sessions[user.pk] = _session(user)
    return f"{settings.SESSION_COOKIE_NAME}={sessions[user.pk]}; csrftoken={TOKEN}"


def _asked(name, user, path, bodies=()):
    client = Client(SERVER_NAME="127.0.0.1", HTTP_COOKIE=_cookie(user))

    def send(number):
        if bodies:
            body = bodies[number % len(bodies)]
            return client.post(path, body, "application/x-www-form-urlencoded", secure=True)
        return client.get(path, secure=True)

    send(0).getvalue()  # what is made once a process is made
    with CaptureQueriesContext(connection) as queries:
        answer = send(1)
        answer.getvalue()
    if answer.status_code not in {200, 302}:
        raise SystemExit(f"{name}: {path} answers {answer.status_code}")
    asked = {"name": name, "path": path, "cookie": _cookie(user), "bodies": list(bodies)}
    statements = [it["sql"] for it in queries.captured_queries if not it["sql"].startswith(MARKS)]
    return {**asked, "queries": len(statements), "scans": scans(statements)}


def _fields(user, path, named):
    client = Client(SERVER_NAME="127.0.0.1", HTTP_COOKIE=_cookie(user))
    page = lxml.html.fromstring(client.get(path, secure=True).content.decode())
    form = next(form for form in page.forms if any(named in name for name in form.fields))
    sent = dict(form.form_values())
    return {**sent, "csrfmiddlewaretoken": TOKEN}


def _tap(user, meeting):
    path = f"/hoi-nghi/{meeting.pk}/diem-danh/"
    attendee = meeting.attendances.first()
    fields = _fields(user, path, str(attendee.pk))
    name = next(name for name in fields if str(attendee.pk) in name)
    bodies = [urlencode({**fields, name: value}) for value in ("present", "excused")]
    return _asked("attendance tap, 60 rows", user, path, bodies)


def _autosave(user):
    filing = _awaited(user)
    fields = _fields(user, f"/bao-cao/phieu/{filing.pk}/ghi/", "version")
    fields["version"] = str(filing.version)
    text = next((name for name in fields if "tinh-hinh" in name), None)
    bodies = [urlencode({**fields, **({text: f"Nhân dân yên tâm {n}."} if text else {})}) for n in range(2)]
    return _asked("report form, autosave", user, f"/bao-cao/phieu/{filing.pk}/luu-tam/", bodies)


timezone.activate(ZoneInfo("Asia/Ho_Chi_Minh"))
main()
