"""Addresses inside a mission. References and UUIDs only; never a row number."""

from django.urls import include, path

from monitoring.urls import desk, field, findings, limits

urlpatterns = [
    path(
        "m/<slug:slug>/", include([*field.urlpatterns, *findings.urlpatterns, *limits.urlpatterns, *desk.urlpatterns])
    ),
]
