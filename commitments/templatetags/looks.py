"""What each value of each axis looks like: a colour group, a shape and a word."""

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Look(NamedTuple):
    """What a value looks like: colour group, shape and word. No value relies on its colour."""

    tone: str
    shape: str
    word: str | Promise


TRIANGLE: Final = '<path d="M5 0 10 10H0z"/>'
DIAMOND: Final = '<path d="M5 0 10 5 5 10 0 5z"/>'
TICK: Final = '<path d="M0 5.4 1.6 3.7 3.8 6 8.4 1 10 2.6 3.9 9.3z"/>'
HALF_TICK: Final = '<path d="M5 0a5 5 0 0 1 0 10z"/><circle class="hollow" cx="5" cy="5" r="4.2"/>'
CROSS: Final = '<path d="M1.5 0 5 3.5 8.5 0 10 1.5 6.5 5 10 8.5 8.5 10 5 6.5 1.5 10 0 8.5 3.5 5 0 1.5z"/>'
RING: Final = '<circle class="hollow" cx="5" cy="5" r="4"/>'
BARRED: Final = '<circle class="hollow" cx="5" cy="5" r="4.2"/><path d="M2 4.2h6v1.6H2z"/>'
QUESTION: Final = '<circle class="hollow" cx="5" cy="5" r="4"/><circle cx="5" cy="5" r="1.4"/>'
PAUSE: Final = '<path d="M1 0h3v10H1zM6 0h3v10H6z"/>'
DOT: Final = '<circle cx="5" cy="5" r="3"/>'
BUBBLE: Final = '<path d="M0 1h10v6H5L2 10V7H0z"/>'
OPPOSED: Final = '<path d="M0 3h7V.4L10.4 4 7 7V5H0zM10 7H3v-.6L.2 8.4 3 10.4V9h7z"/>'
SQUARE: Final = '<path d="M1 1h8v8H1z"/>'
RETURN: Final = '<path d="M4 0v3h6v5H3V6h5V5H4v3L0 4z"/>'
DASH: Final = '<path d="M0 4h10v2H0z"/>'


def _steps(filled: int) -> str:
    """Three bars that rise; the filled ones count the level, so it reads without colour."""
    bars = []
    for number, height in enumerate((4, 7, 10)):
        look = "" if number < filled else ' class="hollow"'
        bars.append(f'<path{look} d="M{number * 4} 10v-{height}h2.6v{height}z"/>')
    return "".join(bars)


LOOKS: Final[dict[str, dict[str, Look]]] = {
    "timeliness": {
        "upcoming": Look("", RING, gettext_lazy("upcoming")),
        "due_soon": Look("soon", DIAMOND, gettext_lazy("due soon")),
        "overdue": Look("late", TRIANGLE, gettext_lazy("overdue")),
        "met_on_time": Look("kept", TICK, gettext_lazy("met on time")),
        "met_late": Look("part", HALF_TICK, gettext_lazy("met late")),
        "no_agreed_deadline": Look("open", DASH, gettext_lazy("no agreed deadline")),
        "anchor_pending": Look("open", RING, gettext_lazy("clock not started")),
        "suspended": Look("open", PAUSE, gettext_lazy("suspended")),
    },
    "finding": {
        "compliant": Look("kept", TICK, gettext_lazy("compliant")),
        "partly_compliant": Look("part", HALF_TICK, gettext_lazy("partly compliant")),
        "non_compliant": Look("late", CROSS, gettext_lazy("non-compliant")),
        "inconclusive": Look("", QUESTION, gettext_lazy("inconclusive")),
        "unable_to_verify": Look("open", BARRED, gettext_lazy("unable to verify")),
        "": Look("open", DASH, gettext_lazy("no finding yet")),
    },
    "implementation": {
        "0": Look("", _steps(0), gettext_lazy("not initiated")),
        "1": Look("", _steps(1), gettext_lazy("minimal")),
        "2": Look("", _steps(2), gettext_lazy("intermediate")),
        "3": Look("kept", _steps(3), gettext_lazy("full")),
        "": Look("open", DASH, gettext_lazy("not assessed yet")),
    },
    "contestation": {
        "uncontested": Look("open", DASH, gettext_lazy("uncontested")),
        "claimed": Look("said", BUBBLE, gettext_lazy("claimed")),
        "acknowledged": Look("said", TICK, gettext_lazy("acknowledged")),
        "denied": Look("said", CROSS, gettext_lazy("denied")),
        "disputed": Look("said", OPPOSED, gettext_lazy("disputed")),
    },
    "access": {
        "granted": Look("", DOT, gettext_lazy("access granted")),
        "restricted": Look("soon", HALF_TICK, gettext_lazy("access restricted")),
        "denied": Look("late", BARRED, gettext_lazy("access denied")),
    },
    "sighting": {
        "seen": Look("", DOT, gettext_lazy("saw something")),
        "nothing": Look("", SQUARE, gettext_lazy("nothing there")),
        "no_access": Look("late", BARRED, gettext_lazy("access denied")),
    },
    "report": {
        "draft": Look("open", RING, gettext_lazy("draft")),
        "submitted": Look("soon", DIAMOND, gettext_lazy("awaits a decision")),
        "returned": Look("said", RETURN, gettext_lazy("returned to the author")),
        # Neutral on purpose: approving a report says nothing about whether the promise was kept.
        "approved": Look("", TICK, gettext_lazy("approved")),
    },
    "statement": {
        "claim": Look("said", BUBBLE, gettext_lazy("claim")),
        "denial": Look("said", CROSS, gettext_lazy("denial")),
        "acknowledgement": Look("said", TICK, gettext_lazy("acknowledgement")),
        "dispute": Look("said", OPPOSED, gettext_lazy("dispute")),
        "pledge": Look("said", DIAMOND, gettext_lazy("pledge")),
    },
}


def look_of(axis: str, value: object) -> Look:
    """How one value of one axis looks. An unknown value is shown as itself, never as one of the known ones.

    Raises ValueError for an axis that does not exist, which is a mistake in a template.
    """
    if axis not in LOOKS:
        raise ValueError(f"There is no axis {axis!r}; there are {', '.join(LOOKS)}.")
    key = "" if value is None else str(value)
    return LOOKS[axis].get(key) or Look("open", QUESTION, key.replace("_", " ") or _("not known"))
