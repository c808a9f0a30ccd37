"""How every act on time is done: look at how it stands, look at what the act would do, then do it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from commitments.access import member
from commitments.actions.timetable import hold
from commitments.models import Agreement, Commitment, Membership, User
from monitoring.actions.effects import Effect, effect_of
from monitoring.forms.moving import MovingForm


def mover(request: HttpRequest, slug: str) -> Membership:
    """The membership of somebody who may move dates here; 404 in an archive, where no clock runs and nobody does."""
    membership = member(request, slug, "extend_deadline")
    if membership.mission.is_archive:
        raise Http404
    return membership


def move(
    request: HttpRequest,
    form: MovingForm,
    *,
    by: User,
    page: str,
    about: Agreement | Commitment,
    done: Callable[[], str],
    **context: Any,
) -> HttpResponse:
    """The form; with `preview` its full effect; otherwise the act itself, and back to what it is `about`.

    `page` is the template, whose `act` partial holds the form; `done` says afterwards what was done.
    """
    back = way_back(about)
    effect: Effect | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" not in request.GET:
                record(form, by=by)
                messages.success(request, done())
                return redirect(back)
            form.refuse_what_moved()
            effect = effect_of(partial(form.perform, by=by, at=form.now), agreement=form.agreement, at=form.now)
        except ValidationError as refusal:
            form.refused(refusal)
    part = "#act" if request.htmx else ""  # type: ignore[attr-defined]
    shown = {"form": form, "effect": effect, "now": form.now, "back": back, "about": about, **context}
    return render(request, f"{page}{part}", shown, status=422 if form.errors else 200)


@transaction.atomic
def record(form: MovingForm, *, by: User) -> None:
    """Do it while nobody else can move the same dates; the same form twice is one act.

    Raises ValidationError where the act is refused, or somebody else was first.
    """
    hold(form.agreement)
    if form.recorded():
        return
    form.refuse_what_moved()
    form.perform(by=by, at=form.now)


def way_back(about: Agreement | Commitment) -> str:
    """The page of the agreement or commitment that the act is about."""
    name = "commitment" if isinstance(about, Commitment) else "agreement"
    return reverse(name, args=[about.mission.slug, about.reference])
