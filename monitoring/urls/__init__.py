"""Addresses inside a mission, by references and UUIDs only, never a row number; and the calendars, by their tokens."""

from django.urls import include, path

from monitoring.urls import desk, field, findings
from monitoring.views.calendar import calendar_feed

urlpatterns = [
    path("m/<slug:slug>/", include([*field.urlpatterns, *findings.urlpatterns, *desk.urlpatterns])),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar_feed"),
]
