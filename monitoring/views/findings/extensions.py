"""Extending a deadline: look at the date, look at what moving it does, then move it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.access import load_deadline, member
from commitments.actions.limits import act_on
from commitments.models import User
from commitments.templatetags.when import ends
from monitoring.forms.extension import ExtensionForm
from monitoring.models import Flag


@dataclass(frozen=True)
class Effect:
    """What the extension would do, for the reader to check before it is recorded."""

    before: str
    after: str
    closes: int
    lapses_again: bool


def extend(request: HttpRequest, slug: str, pk: object) -> HttpResponse:
    """The form; with `preview` its effect in words; otherwise the act itself."""
    membership = member(request, slug, "extend_deadline")
    deadline, now = load_deadline(membership, pk), timezone.now()
    form = ExtensionForm(request.POST if request.method == "POST" else None, deadline=deadline, now=now)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, now)
    if "preview" in request.GET:
        return _page(request, form, now, effect=_effect(form, now))
    try:
        _grant(form, by=membership.user, at=now)
    except ValidationError as refusal:
        form.add_error(None, ValidationError(refusal.messages))
        return _page(request, form, now)
    new = _until(form)
    messages.success(request, _("The extension is on record. The new date is %(date)s.") % {"date": new})
    return redirect("commitment", slug, deadline.commitment.reference)


def _grant(form: ExtensionForm, *, by: User, at: datetime) -> None:
    if form.recorded():
        return
    try:
        act_on(limit=form.deadline.limit, act=form.act(), by=by, at=at)
    except ValidationError:
        form.deadline.refresh_from_db()
        if not form.recorded():  # the same form came twice at once, and the other was first
            raise


def _effect(form: ExtensionForm, now: datetime) -> Effect:
    deadline, moment = form.deadline, form.cleaned_data["to_due_at"]
    return Effect(
        before=ends(deadline.due_at, deadline.ends_on, deadline.zone),
        after=_until(form),
        closes=Flag.objects.filter(deadline=deadline, closed_at__isnull=True).count(),
        lapses_again=moment <= now,
    )


def _page(request: HttpRequest, form: ExtensionForm, now: datetime, effect: Effect | None = None) -> HttpResponse:
    deadline = form.deadline
    context: dict[str, Any] = {
        "form": form,
        "deadline": deadline,
        "commitment": deadline.commitment,
        "present": ends(deadline.due_at, deadline.ends_on, deadline.zone),
        "first": ends(deadline.first_due_at, deadline.first_ends_on, deadline.zone),
        "acts": deadline.limit.acts.all(),
        "effect": effect,
        "now": now,
    }
    part = "#act" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"monitoring/extension_form.html{part}", context, status=422 if form.errors else 200)


def _until(form: ExtensionForm) -> str:
    last = None if "until_time" in form.fields else form.cleaned_data["until"]
    return ends(form.cleaned_data["to_due_at"], last, form.deadline.zone)
