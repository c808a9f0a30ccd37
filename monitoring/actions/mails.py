"""The mails: that something waits and where, never what was seen or by whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from monitoring.models import Delivery, Flag, Notice, VerificationReport
from monitoring.models.vocabulary import FlagKind

MOST_LINES = 100

# What a mail says of each kind: the few words of its subject, and the sentence that opens it.
FLAGS = {
    "due_soon": (_("a deadline is near"), _("A deadline falls due soon and no approved report says that it was met.")),
    "overdue": (_("a deadline passed"), _("A deadline passed and no approved report says that it was met.")),
    "start_missed": (_("a start was missed"), _("No approved report says that this began by the agreed time.")),
    "too_early": (_("begun too early"), _("An approved report says that this happened before the agreed time.")),
    "rate_shortfall": (
        _("less than agreed in a period"),
        _("A period ended and approved reports say less than was agreed for it."),
    ),
    "recurring_missed": (
        _("a recurring item was missed"),
        _("A recurring item fell due and no approved report says that it was met."),
    ),
    "verification_lapsed": (
        _("not observed in time"),
        _("A commitment was not observed within the interval that the mission set."),
    ),
    "report_awaiting": (
        _("a report waits for long"),
        _("A verification report has waited for its decision for longer than the mission set."),
    ),
}
STILL_OPEN = (_("still open"), _("A flag was raised some time ago and is still open."))
REPORTS = {
    "report_submitted": (
        _("a report awaits a decision"),
        _("A verification report waits for a second verifier to decide."),
    ),
    "report_returned": (
        _("a report came back to you"),
        _("A verification report of yours was returned. The reason stands on its page."),
    ),
}


def mail(deliveries: Sequence[Delivery]) -> EmailMessage:
    """One mail about these deliveries, which are all of one person and mission; one about several is a digest."""
    return message(deliveries[0]) if len(deliveries) == 1 else _digest(deliveries)


def message(delivery: Delivery) -> EmailMessage:
    """The mail about one notice."""
    return _write("notice", delivery, {**_told(delivery.notice), "notice": delivery.notice})


def _digest(deliveries: Sequence[Delivery]) -> EmailMessage:
    newest = sorted(deliveries, key=lambda delivery: delivery.notice.fell_due_at, reverse=True)
    mission = newest[0].notice.mission
    context = {
        "count": len(newest),
        "lines": [_told(delivery.notice) for delivery in newest[:MOST_LINES]],
        "more": max(len(newest) - MOST_LINES, 0),
        "link": settings.BASE_URL + reverse("notices", args=[mission.slug]),
    }
    return _write("digest", newest[0], context)


def _write(name: str, delivery: Delivery, context: dict[str, Any]) -> EmailMessage:
    mission = delivery.notice.mission
    said = {**context, "mission": mission}
    said["preferences"] = settings.BASE_URL + reverse("preferences", args=[mission.slug])
    subject, body = (render_to_string(f"mail/{name}_{part}.txt", said).strip() for part in ("subject", "body"))
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[delivery.recipient.email])


def _told(notice: Notice) -> dict[str, Any]:
    """One notice in words, by its references alone."""
    briefly, sentence = _words(notice)
    commitment = (notice.flag or notice.report).commitment  # type: ignore[union-attr] # the database holds one of them
    return {
        "briefly": briefly,
        "sentence": sentence,
        "reference": commitment.reference,
        "report": _report(notice),
        "falls_due_at": _falls_due_at(notice.flag),
        "at": notice.flag.lapsed_at if notice.flag else notice.fell_due_at,
        "closed": bool(notice.flag and notice.flag.closed_at),
        "link": settings.BASE_URL + where(notice),
    }


def _falls_due_at(flag: Flag | None) -> datetime | None:
    """Of a deadline that only comes near, its date: that it came near is nothing that lapsed."""
    near = flag is not None and flag.kind == FlagKind.DUE_SOON
    return flag.deadline.due_at if near and flag and flag.deadline else None


def _report(notice: Notice) -> VerificationReport | None:
    return notice.report or (notice.flag.report if notice.flag else None)


def _words(notice: Notice) -> tuple[Any, Any]:
    if notice.step:
        return STILL_OPEN
    return FLAGS[notice.flag.kind] if notice.flag else REPORTS[notice.kind]


def where(notice: Notice) -> str:
    """The address of the page that shows what the notice is about."""
    if report := _report(notice):
        return reverse("report", args=[notice.mission.slug, report.number, report.version])
    assert notice.flag is not None  # noqa: S101 - the database holds a notice to one of the two
    return reverse("commitment", args=[notice.mission.slug, notice.flag.commitment.reference])
