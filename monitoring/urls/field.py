"""What the monitor does, on a phone."""

from django.urls import URLPattern, path

from monitoring.views.field.mine import mine
from monitoring.views.field.observations import observation, observations
from monitoring.views.field.observe import observe

urlpatterns: list[URLPattern] = [
    path("mine", mine, name="mine"),
    path("commitments/<slug:reference>/observe", observe, name="observe"),
    path("observations", observations, name="observations"),
    path("observations/<uuid:pk>", observation, name="observation"),
]
