import os

from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")


def load():
    """All views and templates, before gunicorn makes its processes: these share them, nobody waits."""
    get_resolver()._populate()  # noqa: SLF001 - what the first `reverse` does
    engine = engines["django"]
    for folder in engine.dirs:
        for path in folder.rglob("*.html"):
            engine.get_template(str(path.relative_to(folder)))


application = get_wsgi_application()
load()
