"""What the desk reads, and the commitment's page, which everybody reads."""

from django.urls import path

from monitoring.views.desk.agreements import agreement, agreements
from monitoring.views.desk.commitments import commitment, commitments
from monitoring.views.desk.flags import flags
from monitoring.views.desk.notices import notices
from monitoring.views.desk.overview import overview
from monitoring.views.desk.points import points
from monitoring.views.desk.preferences import mission_calendar, own_calendar, preferences

urlpatterns = [
    path("overview", overview, name="overview"),
    path("commitments", commitments, name="commitments"),
    path("commitments/<slug:reference>", commitment, name="commitment"),
    path("agreements", agreements, name="agreements"),
    path("agreements/<slug:reference>", agreement, name="agreement"),
    path("flags", flags, name="flags"),
    path("notices", notices, name="notices"),
    path("notices/preferences", preferences, name="preferences"),
    path("notices/calendar", own_calendar, name="own_calendar"),
    path("calendar", mission_calendar, name="mission_calendar"),
    path("points.geojson", points, name="points"),
]
