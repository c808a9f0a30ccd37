"""What pages say of time limits: their state, and what an act would do to them."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.actions.timetable import last_day
from commitments.models import Deadline, Mission
from commitments.models.vocabulary import Certainty, LimitKind
from commitments.rules.timeliness import Timeliness, clockwork, timeliness
from commitments.rules.treaty.items import Item, Point
from commitments.templatetags.standing import axis_tag
from commitments.templatetags.when import days_words, ends
from monitoring.actions.effects import Effect
from monitoring.models.vocabulary import FlagKind
from monitoring.queries.facts import time_limit

register = template.Library()


@register.filter
def effect_words(effect: Effect) -> str:
    """The whole effect in one sentence: `This moves 4 deadlines, clears 1 flag, raises 1.`"""
    parts = [*_dates(effect), *_flags(effect)]
    return _("This %(does)s.") % {"does": ", ".join(parts)} if parts else _("This changes no date and no flag.")


def _dates(effect: Effect) -> list[str]:
    moved, new, held = len(effect.redated), len(effect.set_anew), len(effect.otherwise_held)
    met, unmet = len(effect.met), len(effect.unmet)
    said = [
        (moved, ngettext("moves %(n)s deadline", "moves %(n)s deadlines", moved)),
        (new, ngettext("sets %(n)s deadline", "sets %(n)s deadlines", new)),
        (held, ngettext("changes how %(n)s deadline binds", "changes how %(n)s deadlines bind", held)),
        (met, ngettext("meets %(n)s deadline", "meets %(n)s deadlines", met)),
        (unmet, ngettext("opens %(n)s met deadline again", "opens %(n)s met deadlines again", unmet)),
    ]
    return [words % {"n": n} for n, words in said if n]


def _flags(effect: Effect) -> list[str]:
    """Flags by what happens to them; the first of them names what they are."""
    counts = (
        (len(effect.closed), _("clears")),
        (len(effect.reopened), _("reopens")),
        (len(effect.raised), _("raises")),
    )
    said = [(n, verb) for n, verb in counts if n]
    words = [f"{verb} {n}" for n, verb in said]
    if said:
        n, verb = said[0]
        words[0] = ngettext("%(verb)s %(n)s flag", "%(verb)s %(n)s flags", n) % {"verb": verb, "n": n}
    return words


@register.filter
def limit_words(deadline: Deadline) -> str:
    """A deadline beside its commitment's reference: `Complete by`, `Weekly report (3), Northern Command`.

    The label of a limit that is one obligor's own speaks of that obligor already.
    """
    name = deadline.limit.label or str(deadline.get_kind_display())
    period = f" ({deadline.period})" if deadline.period else ""
    named = deadline.limit.label and deadline.limit.obligor_id
    whose = f", {deadline.obligor.label}" if deadline.obligor and not named else ""
    return f"{name}{period}{whose}"


@register.filter
def flag_words(kind: str) -> str:
    """What a flag says; a kind that is not known here is shown as itself."""
    return str(dict(FlagKind.choices).get(kind, kind.replace("_", " ")))


@register.filter
def act_words(verb: str) -> str:
    """What was done to a limit, as the record's verb has it."""
    words = {
        "deadline extended": _("Deadline extended"),
        "deadline suspended": _("Limit suspended"),
        "resumption recorded": _("Limit resumed"),
        "waiver recorded": _("Limit waived"),
        "adoption recorded": _("Another reading adopted"),
    }
    return words.get(verb, verb.capitalize())


@register.simple_tag
def ended_at(values: dict[str, object], deadline: Deadline) -> str:
    """When a deadline ended, out of the values that it had before."""
    return ends(values["due_at"], values["ends_on"], deadline.zone)  # type: ignore[arg-type]


@register.simple_tag
def item_ends(item: Item, point: Point | None = None) -> str:
    """When an item that is worked out and not kept ends; `point` is another reading's."""
    there = point or item.due
    return ends(there.at, last_day(there, item), item.zone)


@register.simple_tag
def deadline_tag(deadline: Deadline, now: datetime, mission: Mission) -> SafeString:
    """The state of one deadline as a shape, a word and a colour. Only a date that binds makes anybody late."""
    return axis_tag("timeliness", *_state(deadline, now, mission))


def _state(deadline: Deadline, now: datetime, mission: Mission) -> tuple[str, str]:
    if deadline.is_waived:
        return "no_agreed_deadline", _("waived")
    if deadline.kind == LimitKind.NOT_BEFORE:
        return _permission(deadline, now)
    value = timeliness(clockwork([time_limit(deadline)]), now)
    if not deadline.met_at and not deadline.is_suspended and deadline.certainty == Certainty.PROJECTED:
        return "anchor_pending", _("projection")
    if deadline.certainty == Certainty.FIXED and not (deadline.binds or deadline.met_at):
        return "no_agreed_deadline", _("baseline unknown")
    if deadline.kind in {LimitKind.TERM_ENDS, LimitKind.NOTICE_BY} and not deadline.met_at:
        return _running(deadline, value, now)
    if value == Timeliness.OVERDUE and deadline.due_at:
        past = _("%(length)s past due") % {"length": days_words(now - deadline.due_at)}
        return ("no_agreed_deadline", _("past due, nothing verified")) if mission.is_archive else (value, past)
    if value in {Timeliness.DUE_SOON, Timeliness.UPCOMING} and deadline.due_at:
        return value, _("due in %(length)s") % {"length": days_words(deadline.due_at - now)}
    return value, ""


def _permission(deadline: Deadline, now: datetime) -> tuple[str, str]:
    due = deadline.due_at if deadline.binds else None
    if deadline.is_suspended:
        return "suspended", ""
    if due is None:
        return "anchor_pending", ""
    if deadline.met_at and deadline.met_at < due:
        return "overdue", _("too early")
    return ("upcoming", _("permitted")) if now >= due else ("upcoming", _("not yet permitted"))


def _running(deadline: Deadline, value: Timeliness, now: datetime) -> tuple[str, str]:
    if deadline.due_at is None or not deadline.binds or deadline.is_suspended:
        return value, ""
    over = now >= deadline.due_at
    if deadline.kind == LimitKind.TERM_ENDS:
        return "no_agreed_deadline" if over else "upcoming", _("ended") if over else _("running")
    return ("no_agreed_deadline", _("passed")) if over else (value, "")
