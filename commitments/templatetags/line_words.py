"""The standing line in words, for those who hear the page."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.rules.line import Line, due_instants
from commitments.templatetags.when import Zone, days_words, in_words


def title_of(line: Line, name: str = "") -> str:
    """The drawing in one short sentence."""
    text = _standing(line)
    return f"{name}: {text}" if name else text


def _standing(line: Line) -> str:
    over = [segment for segment in line.segments if segment.kind == "over"]
    if over:
        return _("over by %(length)s") % {"length": days_words(over[-1].end - over[0].start)}
    if not (due := due_instants(line)):
        return _("no date to keep")
    if due[-1] >= line.now:
        return _("due in %(length)s") % {"length": days_words(due[-1] - line.now)}
    return _("fell due %(length)s ago") % {"length": days_words(line.now - due[-1])}


def words_of(line: Line, zone: Zone) -> str:
    """Everything the drawing shows, as sentences; dates in `zone`, UTC when unknown."""
    return " ".join(
        [
            _("From %(date)s.") % {"date": in_words(line.start, zone, only_date=True)},
            *_due_sentences(due_instants(line), zone),
            _counts(line) + ".",
            _("As of %(date)s.") % {"date": in_words(line.now, zone)},
        ]
    )


def _due_sentences(dues: tuple[datetime, ...], zone: Zone) -> list[str]:
    return [
        (_("Extended to %(date)s.") if number else _("First due %(date)s.")) % {"date": in_words(due, zone)}
        for number, due in enumerate(dues)
    ]


def _counts(line: Line) -> str:
    kinds = [mark.kind for mark in line.marks]
    seen, denied = kinds.count("observation"), kinds.count("denied")
    reports, said = kinds.count("report"), kinds.count("statement")
    return ", ".join(
        [
            ngettext("%(count)d observation", "%(count)d observations", seen) % {"count": seen},
            ngettext("%(count)d denial of access", "%(count)d denials of access", denied) % {"count": denied},
            ngettext("%(count)d report", "%(count)d reports", reports) % {"count": reports},
            ngettext("%(count)d statement", "%(count)d statements", said) % {"count": said},
        ]
    )
