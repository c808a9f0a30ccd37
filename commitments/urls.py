from django.urls import path

from commitments.views import doors

urlpatterns = [
    path("", doors.home, name="home"),
    path("m/<slug:slug>/", doors.mission, name="mission"),
]
