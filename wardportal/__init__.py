# Loaded with Django so that `delay_on_commit` finds its broker in the web process too.
from wardportal.celery import app as celery_app

__all__ = ["celery_app"]
