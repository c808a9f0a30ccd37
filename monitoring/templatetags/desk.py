"""What pages say in more words than one axis value holds."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import Commitment, Mission, Party
from commitments.models.vocabulary import Term
from commitments.rules.timeliness import Timeliness
from commitments.templatetags.looks import LOOKS
from commitments.templatetags.standing import axis_tag, part_bar
from commitments.templatetags.when import as_zone, days_words
from monitoring.queries.matrix import Cell
from monitoring.rules.matrix import tone

register = template.Library()

COMING = frozenset({Timeliness.DUE_SOON, Timeliness.UPCOMING})


@register.simple_tag
def timeliness_tag(
    commitment: Commitment, now: datetime, mission: Mission, brief: bool = False, by_day: bool = False
) -> SafeString:
    """The commitment's timeliness in exact words. The commitment carries its annotated `timeliness`.

    `brief` is for lists that show the finding beside it, so that "nothing verified" need not be said twice.
    `by_day` counts what is to come in days of the mission's calendar, for somebody who has to drive there.

    A passed date in an archive, or without an approved report, is a passed date and no more.
    """
    value = getattr(commitment, "timeliness", None)
    if value == Timeliness.OVERDUE and mission.is_archive:
        return axis_tag("timeliness", "no_agreed_deadline", text=_("past due, nothing verified"))
    due = commitment.standing.due_at
    if by_day and due and value in COMING:
        return axis_tag("timeliness", value, text=due_by_day(due, mission.zone, now))
    return axis_tag("timeliness", value, text=_timeliness_words(commitment, value, now, brief))


def _timeliness_words(commitment: Commitment, value: str | None, now: datetime, brief: bool) -> str:
    due = commitment.standing.due_at
    if value == Timeliness.OVERDUE and due:
        late = days_words(now - due)
        if commitment.standing.finding:
            return _("%(length)s late") % {"length": late}
        if brief:
            return _("%(length)s past due") % {"length": late}
        return _("%(length)s past due, nothing verified") % {"length": late}
    if value in COMING and due:
        return _("due in %(length)s") % {"length": days_words(due - now)}
    if value == Timeliness.NO_AGREED_DEADLINE and commitment.term == Term.STANDING:
        return _("standing obligation")
    return ""


def due_by_day(due: datetime, zone: str, now: datetime) -> str:
    """`due today`, `due tomorrow`, `due in 40 days`: days of the zone's calendar, counted to the last one."""
    last = _last_moment(due).astimezone(ZoneInfo(zone)).date()
    days = (last - now.astimezone(ZoneInfo(zone)).date()).days
    if days <= 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days}


def _last_moment(due: datetime) -> datetime:
    """A limit that ends with a day is kept as the next midnight, so its last day is that of a moment earlier."""
    return due - timedelta(microseconds=1)


@register.filter
def cell_words(cell: Cell) -> str:
    """A matrix cell's values in words, `2 overdue, 1 due soon`, in the order in which the vocabulary lists them."""
    looks = LOOKS[cell.axis]
    known = [value for value in looks if cell.values.get(value)]
    return ", ".join(f"{cell.values[value]} {looks[value].word}" for value in known)


@register.simple_tag
def cell_bar(cell: Cell) -> SafeString:
    """The bar of a matrix cell; the tones are explained under the matrix."""
    return part_bar(**cell.parts, words=cell_words(cell))


@register.simple_tag
def tone_key(axis: str, mission: Mission) -> list[tuple[str, str]]:
    """What each tone of the bars means on this axis, as pairs of tone and words."""
    words: dict[str, list[str]] = {each: [] for each in ("kept", "soon", "late", "said", "none")}
    for value, look in LOOKS[axis].items():
        words[tone(axis, value, archive=mission.is_archive)].append(str(look.word))
    return [(each, ", ".join(meant)) for each, meant in words.items() if meant]


@register.filter
def last_day(instant: datetime, zone: str) -> str:
    """The last day on which a limit can be kept."""
    return format_date(_last_moment(instant).astimezone(as_zone(zone)), "j M Y")


@register.filter
def sum_parts(arithmetic: str) -> list[tuple[str, bool]]:
    """A deadline's sentence cut at its plus and equals signs, each piece with whether it is such a sign."""
    return [(piece.strip(), piece in {" + ", " = "}) for piece in re.split(r"( \+ | = )", arithmetic)]


@register.filter
def offset_from_utc(instant: datetime, zone: str) -> str:
    """How far the zone is from UTC at that instant: `UTC+4`."""
    seconds = int((instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    sign = "−" if seconds < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02d}" if minutes else "")


@register.filter
def names(parties: list[Party], how: str = "short") -> str:
    """Parties as one phrase: `A`, `A and B`, `A, B and C`; by their short names unless `how` is `full`."""
    words = [party.name if how == "full" else party.label for party in parties]
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
