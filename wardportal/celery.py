import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")

app = Celery("wardportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery tasks live in jobs.py: in this office a Task is something a unit must do.
app.autodiscover_tasks(related_name="jobs")

# What beat runs: it rings tasks by name; without the portal behind them it takes a third of the memory.
beat = Celery("wardportal", fixups=[], set_as_current=False)
beat.config_from_object("django.conf:settings", namespace="CELERY")
