"""The queue: it wakes work up. What is to be done, and whether it was done, stands in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("holdfast")
app.config_from_object("config.timetable")
app.autodiscover_tasks(["monitoring"])
