"""Refusals that happen before any view runs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for too long, or another site sent the form: say so, without repeating why to an attacker."""
    return render(request, "403_csrf.html", status=403)
