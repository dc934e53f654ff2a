import tempfile
import uuid

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _queue():
    """The broker takes messages: Redis answers a PING, the folder takes a file."""
    with current_app.connection_for_write() as broker, broker.channel() as channel:
        if broker.transport.driver_type == "redis":
            channel.client.ping()
        else:
            with tempfile.TemporaryFile(dir=channel.data_folder_out) as probe:
                probe.write(b"ok")


def _storage():
    name = default_storage.save(f"health/{uuid.uuid4().hex}", ContentFile(b"ok"))
    default_storage.delete(name)


@login_not_required
@never_cache
@require_GET
def healthz(request):
    """200 and which part is ok, 503 where one is not; names no reason, since strangers may ask."""
    answer = {}
    for name, check in {"database": _database, "queue": _queue, "storage": _storage}.items():
        try:
            check()
        except Exception:  # noqa: BLE001 - whatever a driver raises, the answer is the same: this part is down
            answer[name] = "down"
        else:
            answer[name] = "ok"
    healthy = set(answer.values()) == {"ok"}
    return JsonResponse(answer, status=200 if healthy else 503)
