"""What is held about a person, for whoever asks about themselves; and what is let go when its time is over.

Printed papers keep the names that stand on them; the log names people by reference, and is put right.
"""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from organizations.audit import AuditEntry, record, snapshot
from organizations.models import Locality, Person, PostHolding, SignIn, User
from organizations.sealing import log_opened
from wardportal import dates

# Network addresses are personal data too; the log keeps what mattered of them.
KEEP_SIGN_INS = timedelta(days=365)
MOST_NAMED = 200


def held_about(person) -> list[tuple[str, list[str]]]:
    """[(what kind of record, each record that refers to the person)], own fields first; a query a kind."""
    own = [
        f"{label}: {value}"
        for label, value in snapshot(person, Person.WRITTEN).items()
        if value not in ("", None)
    ]
    found = [("thông tin", own), *_referring_to(person)]
    user = User.objects.filter(person=person).first()
    if user is not None:
        found += [("tài khoản", [user.username]), *_referring_to(user)]
    return found


def _referring_to(subject):
    for relation in subject._meta.related_objects:
        model = relation.related_model
        if model is User:
            continue
        rows = model._base_manager.filter(**{relation.field.name: subject}).order_by("pk")
        listed = [str(row) for row in rows[:MOST_NAMED]]
        if listed:
            left = rows.count() - len(listed)
            more = [f"… và {left} nữa"] if left > 0 else []
            yield f"{model._meta.verbose_name} ({relation.field.verbose_name})", [*listed, *more]


def why_not_anonymized(person) -> str:
    """The sentence that forbids it; "" where it may be done."""
    if person.anonymized_on:
        return "Người này đã được ẩn danh."
    if person.holdings.filter(Q(to_on=None) | Q(to_on__gte=dates.today())).exists():
        return "Người này còn giữ chức vụ; thôi giữ mọi chức vụ rồi mới ẩn danh được."
    return ""


@transaction.atomic
def anonymize(person, *, by):
    """Take name, telephone, year of birth and account away; what was printed and what was done stays."""
    if refusal := why_not_anonymized(person):
        raise ValidationError(refusal)
    name, alias = person.full_name, f"Người đã ẩn danh số {person.pk}"
    person.full_name, person.phone, person.birth_year = alias, "", None
    person.anonymized_on = dates.today()
    person.save()
    user = getattr(person, "user", None)
    if user is not None:
        user.username, user.email, user.is_active = f"an-danh-{user.pk}", "", False
        user.set_unusable_password()
        user.save()
        user.sign_ins.all().delete()
    locality = Locality.objects.get(pk=person.locality_id)
    with log_opened(locality, by=by, why=f"ẩn danh người số {person.pk}"):
        _rename_in_log(person, user, name, alias)
    record(by=by, action="ẩn danh", target=person)


def _rename_in_log(person, user, name, alias):
    entries = AuditEntry.objects.filter(locality_id=person.locality_id)
    named = Q(by_label__contains=name) | Q(target_label__contains=name)
    subjects = [(person._meta.label_lower, person.pk)]
    if user is not None:
        named |= Q(by=user)
        subjects.append((user._meta.label_lower, user.pk))
    about = Q(pk__in=[])
    for label, pk in subjects:
        about |= Q(target_type=label, target_id=pk)
    for entry in entries.filter(named | about).iterator():
        entry.by_label = entry.by_label.replace(name, alias)
        entry.target_label = entry.target_label.replace(name, alias)
        if (entry.target_type, entry.target_id) in subjects:
            entry.before, entry.after = {}, {}
        entry.save(update_fields=["by_label", "target_label", "before", "after"])


def apply(locality) -> dict[str, int]:
    """Let go what the ward keeps no longer; how many of each. Asked every night by beat."""
    today = dates.today()
    done = {"người": 0, "dòng nhật ký": 0}
    if locality.keep_people_years:
        until = dates.years_later(today, -locality.keep_people_years)
        still = PostHolding.objects.filter(person=OuterRef("pk")).filter(Q(to_on=None) | Q(to_on__gte=until))
        once = PostHolding.objects.filter(person=OuterRef("pk"))
        gone = Person.objects.filter(locality=locality, anonymized_on=None).filter(
            Exists(once), ~Exists(still)
        )
        for person in gone:
            anonymize(person, by=None)
            done["người"] += 1
    if locality.keep_log_years:
        until = dates.years_later(timezone.localdate(), -locality.keep_log_years)
        old = AuditEntry.objects.filter(locality=locality, at__date__lt=until)
        if old.exists():
            with log_opened(locality, by=None, why=f"xóa dòng cũ hơn {locality.keep_log_years} năm"):
                done["dòng nhật ký"], _ = old.delete()
    return done


def forget_old_sign_ins():
    """Where people signed in from, and who guessed, a year ago: of all wards."""
    until = timezone.now() - KEEP_SIGN_INS
    SignIn.objects.filter(began_at__lt=until).exclude(ended_at=None).delete()
    AccessFailureLog.objects.filter(attempt_time__lt=until).delete()
    AccessAttempt.objects.filter(attempt_time__lt=until).delete()
