"""The way in: from the front door to the mission, from the mission to the page that the role works on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commitments.access import member, signed_in
from commitments.models import Mission
from commitments.rules.roles import may


def home(request: HttpRequest) -> HttpResponse:
    """The reader's missions; straight into it where there is one."""
    missions = list(Mission.objects.visible_to(signed_in(request)))
    if len(missions) == 1:
        return redirect("mission", missions[0].slug)
    return render(request, "commitments/home.html", {"own_missions": missions})


def mission(request: HttpRequest, slug: str) -> HttpResponse:
    """The page that this role begins with."""
    membership = member(request, slug)
    return redirect("overview" if may(membership.role, "read_overview") else "mine", slug)
