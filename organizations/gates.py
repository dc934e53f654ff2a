"""What stands between a session and the pages: it lay idle, a second factor, a password of one's own."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone

from organizations.audit import record
from organizations.signing_in import CODE, GATE, IDLE, NEXT, SEEN, SET_UP
from wardportal.addresses import address

# Written at most so often: a page that only reads need not write to the database.
SEEN_EVERY_SECONDS = 300
DOORS = {CODE: "organizations:second_factor", SET_UP: "organizations:second_factor_set_up"}
CHOOSE_ONES_OWN = "organizations:password_change"


def gates(get_response):
    """Middleware, behind the one that requires a sign-in."""

    def answer(request):
        if "_auth_user_id" in request.session:
            turned_away = _turn_away(request)
            if turned_away is not None:
                return turned_away
        return get_response(request)

    return answer


def _turn_away(request):
    session, now = request.session, int(timezone.now().timestamp())
    idle_seconds = now - session.get(SEEN, now)
    if idle_seconds > session.get(IDLE, idle_seconds) * 60:
        logout(request)
        # What was typed is kept in the browser (static/drafts.js) and comes back with the page.
        messages.info(
            request, "Lâu không dùng nên cổng đã tự đăng xuất. Chữ đang gõ dở vẫn còn trên máy này."
        )
        return None
    if idle_seconds > SEEN_EVERY_SECONDS or SEEN not in session:
        session[SEEN] = now
    allowed = {address("logout"), address("healthz")}
    if door := DOORS.get(session.get(GATE)):
        return _to(request, door, allowed)
    if request.user.is_authenticated and request.user.is_password_one_time:
        return _to(request, CHOOSE_ONES_OWN, allowed)
    return None


class Refusals:
    """Middleware: who was refused what is in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, PermissionDenied) and request.user.is_authenticated:
            record(
                by=request.user, action="bị từ chối", target=request.user, after={"trang": request.path[:200]}
            )


def _to(request, name, allowed):
    url = address(name)
    if request.path == url or request.path in allowed or request.path.startswith("/static/"):
        return None
    if request.method == "GET":
        request.session.setdefault(NEXT, request.get_full_path())
    return redirect(url)
