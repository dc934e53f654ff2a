"""What happens around signing in: the list of machines, the lock against guessing, the second factor.

A session carries what is left to be done before it may be used (`GATE`), so that no page asks the database.
"""

from datetime import timedelta

from axes.models import AccessFailureLog
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.shortcuts import render
from django.utils import timezone
from django_otp import devices_for_user

from organizations.audit import record
from organizations.models import SignIn, Unit, User
from organizations.models.sign_ins import device_of
from organizations.permissions import ROLE_PERMISSIONS, Permission
from wardportal import whereabouts

# What a session has to do first: type the code of the second factor, or set one up.
GATE, CODE, SET_UP, NEXT = "gate", "code", "set-up", "next"
IDLE, SEEN = "idle-minutes", "seen"
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
ADMINISTERS = {Permission.ACCOUNT_MANAGE, Permission.FORMAT_EDIT}


def username_of(request, credentials=None) -> str:
    """As accounts are named; what axes counts failures by."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return typed.strip().lower()[:150]


def wait(request) -> timedelta:
    """How long an account stays locked for this address: a minute, twice as long each time of a day again."""
    recently = timezone.now() - timedelta(days=1)
    times = AccessFailureLog.objects.filter(
        username=username_of(request),
        ip_address=whereabouts.address_of(request),
        locked_out=True,
        attempt_time__gte=recently,
    ).count()
    return min(FIRST_WAIT * 2 ** min(max(times - 1, 0), 10), LONGEST_WAIT)


def locked_out(request, response, credentials=None):
    """The page instead of the form; says how long to wait and whom to ask."""
    minutes = round(wait(request).total_seconds() / 60)
    return render(request, "registration/locked_out.html", {"minutes": minutes}, status=429)


def needs_second_factor(user) -> bool:
    """Whether the ward asks a second factor of this account: it issues the ward's papers or administers."""
    return user.locality.is_second_factor_required and any(
        ROLE_PERMISSIONS[role].keys() & ADMINISTERS
        or (unit.level == Unit.Level.WARD and Permission.DOCUMENT_ISSUE in ROLE_PERMISSIONS[role])
        for role, unit in user.powers
    )


@receiver(user_logged_in)
def _remember(sender, request, user, **kwargs):
    session = request.session
    session[IDLE], session[SEEN] = user.locality.idle_minutes, int(timezone.now().timestamp())
    if any(devices_for_user(user)):
        session[GATE] = CODE
    elif needs_second_factor(user):
        session[GATE] = SET_UP
    if not session.session_key:
        session.save()
    SignIn.objects.create(
        user=user,
        session_key=session.session_key,
        address=whereabouts.address_of(request),
        device=device_of(request.headers.get("User-Agent", "")),
    )


@receiver(user_logged_out)
def _forget(sender, request, user, **kwargs):
    if user is not None:
        running = user.sign_ins.running().filter(session_key=request.session.session_key)
        running.update(ended_at=timezone.now())


@receiver(user_login_failed)
def _tell_failure(sender, credentials, request=None, **kwargs):
    """What is tried while the account is locked says nothing new."""
    is_locked = getattr(request, "axes_locked_out", False)
    if is_locked and not request.axes_failures_since_start:
        return
    _tell(credentials.get("username"), "đăng nhập không thành")


@receiver(user_locked_out)
def _tell_lock(sender, request, username, **kwargs):
    if request.axes_failures_since_start:
        _tell(username, "tạm khóa đăng nhập")


def _tell(username, action):
    user = User.objects.filter(username=(username or "").lower()).first()
    if user is not None:
        record(by=None, action=action, target=user)
