"""The portal's Celery app with one ring every half second, for test_beat.py."""

from wardportal.celery import beat as app

app.conf.beat_schedule = {
    "sweep": {"task": "documents.jobs.sweep_lost_jobs", "schedule": 0.5, "options": {"expires": 1}}
}
