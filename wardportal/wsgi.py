import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")
application = get_wsgi_application()
# All views, before gunicorn makes its processes: they share them, and nobody waits for the first page.
get_resolver()._populate()  # noqa: SLF001 - what the first `reverse` does
