"""The whole address plan. `tests/access` walks it: an address that nobody has said who may open fails the build."""

from django.contrib import admin
from django.urls import include, path

from config import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("commitments.urls")),
    path("", include("monitoring.urls")),
]
