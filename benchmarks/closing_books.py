"""What benchmarks/closing_day.py needs to know before the day, and what the books say after it.

Run in the portal's environment with the name of one function, whose answer is printed as JSON.
"""

import json
import sys
from collections import Counter

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from documents.models import Attachment, Document, DocumentType, NumberBook, RenderJob
from organizations.models import PostHolding, Unit, User
from plans.models import Plan
from reports.models import Filing, FilingVersion
from wardportal.dates import Period

TOKEN = "c" * 32
LINES = ["phu-nu", "thanh-nien", "cuu-chien-binh", "dang"]
REPORTS_A_WARD, PAPERS_A_WARD = 1, 2


def prepare() -> dict:
    """Who sends which filing, and for each ward what its office orders, issues, reads and brings."""
    # `bin/with-services` does not wait for the disk; what is acknowledged shall outlive PostgreSQL's process.
    with connection.cursor() as cursor:
        cursor.execute("ALTER DATABASE postgres SET synchronous_commit = on")
    heads = {}
    for held in PostHolding.objects.current().exclude(post__role="").select_related("person__user", "post"):
        heads.setdefault(held.post.unit_id, held.person.user)
    awaited = Filing.objects.awaited().filter(
        unit__line__code__in=LINES, unit__name__contains="Khu phố", round__number=9
    )
    filings = [[_cookie(heads[unit]), pk] for unit, pk in awaited.order_by("pk").values_list("unit", "pk")]
    offices = [_office(user) for user in User.objects.filter(username__startswith="vanphong").order_by("pk")]
    return {"filings": filings, "leader": filings[0][0], "offices": offices}


def _office(user) -> dict:
    plans = Plan.objects.visible_to(user).open().reported_in(Period.parse("2017-q3")).order_by("-pk")
    letter = Document.objects.filter(locality=user.locality, doc_type__abbreviation="CV").last()
    return {
        "cookie": _cookie(user),
        "locality": user.locality_id,
        "plans": list(plans.values_list("pk", flat=True)[:REPORTS_A_WARD]),
        "papers": [_submitted_paper(user, number) for number in range(PAPERS_A_WARD)],
        "letter": letter.pk,
    }


def _cookie(user) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={TOKEN}"


def _submitted_paper(by, number) -> int:
    party = Unit.objects.get(locality=by.locality, name__startswith="Đảng ủy")
    paper = Document.objects.create(
        locality=by.locality,
        issuer=party,
        doc_type=DocumentType.objects.filter(family=party.format_family, abbreviation="KH").last(),
        symbol="ĐU",
        abstract=f"Kế hoạch ban hành ngày chốt báo cáo, số {number + 1}",
        body="<p>Các chi bộ, chi hội tổ chức thực hiện, báo cáo trước ngày 25 hằng tháng.</p>" * 6,
        signer_post="Bí thư",
        signer_name="Trần Văn Mẫu",
        state=Document.State.DRAFT,
        is_sample=True,
    )
    paper.submit(by=by, is_free_of_secrets=True)
    return paper.pk


def unfinished() -> int:
    return RenderJob.objects.filter(state__in=["queued", "running"]).count()


def failed() -> list:
    """[pk, locality, reason] of each job that failed and was not ordered again since."""
    jobs = RenderJob.objects.filter(state="failed").order_by("pk")
    live = set(RenderJob.objects.exclude(state="failed").values_list("locality", "content_hash"))
    return [
        [it.pk, it.locality_id, it.reason] for it in jobs if (it.locality_id, it.content_hash) not in live
    ]


def count() -> dict:
    sent = Filing.objects.filter(state="submitted", round__number=9).values_list("pk", flat=True)
    versions = Counter(FilingVersion.objects.filter(filing__in=sent).values_list("filing", flat=True))
    issued = Document.objects.filter(state=Document.State.ISSUED).exclude(book=None)
    numbers = Counter(issued.values_list("book", "number", "suffix"))
    done = list(RenderJob.objects.filter(state="done"))
    made = Counter((it.locality_id, it.content_hash) for it in done)
    stored = {str(path.relative_to(settings.MEDIA_ROOT)) for path in settings.MEDIA_ROOT.rglob("jobs/*/*")}
    brought = list(Attachment.objects.filter(name__startswith="bien-nhan-"))
    return {
        "sent": list(sent),
        "sent twice": sum(n > 1 for n in versions.values()),
        "issued": list(issued.values_list("pk", flat=True)),
        "numbers twice": sum(n > 1 for n in numbers.values()),
        "numbers left out": sum(
            it.last_number - issued.filter(book=it).order_by("number").first().number + 1
            != issued.filter(book=it).count()
            for it in NumberBook.objects.filter(pk__in=issued.values("book"))
        ),
        "made": {it.pk: [it.locality_id, it.content_hash] for it in done},
        "made twice": sum(n > 1 for n in made.values()),
        "not whole": [it.pk for it in done if not _is_whole(it)],
        "files of no job": len(stored - {it.file.name for it in done}),
        "content of": {it.pk: [it.locality_id, it.content_hash] for it in RenderJob.objects.all()},
        "files": [it.name for it in brought if _is_stored(it)],
        "files in part": sum(not _is_stored(it) for it in brought),
    }


def _is_whole(job) -> bool:
    with job.file.open("rb") as file:
        content = file.read()
    return content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")


def _is_stored(attachment) -> bool:
    file = attachment.file
    return file.storage.exists(file.name) and file.size == attachment.size


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]]()))
