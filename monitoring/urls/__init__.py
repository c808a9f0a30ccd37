"""Addresses inside a mission, by references and UUIDs only, never a row number; and the calendars, by their tokens."""

from django.urls import include, path

from monitoring.urls import desk, field, findings, limits
from monitoring.views.calendar import calendar_feed

INSIDE = [*field.urlpatterns, *findings.urlpatterns, *limits.urlpatterns, *desk.urlpatterns]

urlpatterns = [
    path("m/<slug:slug>/", include(INSIDE)),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar_feed"),
]
