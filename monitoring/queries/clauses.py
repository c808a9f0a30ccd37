"""When a commitment falls due, as its page tells it: clauses, the obligors that each holds, and how each date moved.

Limits that say the same of several obligors are one clause. What comes again and again is one series.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Prefetch, Window
from django.db.models.functions import RowNumber

from commitments.agreement_file.reading import FileError
from commitments.models import Act, Commitment, Deadline, Deed, DueDate, Reading, TimeLimit
from commitments.models.vocabulary import Certainty, LimitAct, LimitKind
from commitments.queries.terms import terms_of
from commitments.rules.treaty.amounts import Shortfall, owed
from commitments.rules.treaty.calendar import day_ends
from commitments.rules.treaty.items import Item, TermsError
from commitments.rules.treaty.knowing import known_on
from commitments.rules.treaty.resolve import resolve

MOST_PERIODS = 60
"""The newest periods of a limit that its page shows; older ones are counted."""
SHOWN_PERIODS = 6
MOST_KNOWN = 200
"""The latest dates that are listed of an earlier day; the ones before are counted."""
MOVES_A_DATE = frozenset({LimitAct.EXTENSION, LimitAct.RESUMPTION, LimitAct.ADOPTION})
AT_ITS_OTHER_TIME = frozenset({"de_jure", "de_facto"})


@dataclass(frozen=True)
class Other:
    """Where another reading leads, or the other time of a milestone."""

    key: str
    words: str
    source: str
    reason: str
    arithmetic: str
    at: datetime | None
    ends_on: date | None
    was_first: bool

    @property
    def is_basis(self) -> bool:
        return self.key in AT_ITS_OTHER_TIME


@dataclass(frozen=True)
class Move:
    """An act on the limit, and the date that it put in place of the one before; None where it set none."""

    act: Act
    arithmetic: str = ""
    at: datetime | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Held:
    """One deadline: for one obligor or all, in one period or the only one."""

    deadline: Deadline
    moves: list[Move]
    others: list[Other]
    reading: Reading | None
    adopted_by: Act | None

    @property
    def amounts(self) -> dict[str, Any] | None:
        """What is required, done and missing; `required` and `missing` are None while the baseline is unknown."""
        return self.deadline.amounts

    @property
    def waits_for(self) -> list[str]:
        """What its date moves with."""
        return list(dict.fromkeys(anchors(self.reading.rule))) if self.reading else []

    @property
    def basis(self) -> list[Other]:
        return [other for other in self.others if other.is_basis]

    @property
    def other_readings(self) -> list[Other]:
        return [other for other in self.others if not other.is_basis]

    def says(self) -> tuple[Any, ...]:
        """What is the same for every obligor of one clause."""
        one, reading = self.deadline, self.reading
        words = (reading.words, reading.source, reading.reason) if reading else ()
        acts = [(move.act.kind, move.act.granted_by, move.act.granted_on, move.act.reason) for move in self.moves]
        dates = (one.first_due_at, one.due_at, one.certainty, one.is_suspended, one.is_waived)
        return (
            one.kind,
            one.arithmetic,
            dates,
            words,
            repr(one.others),
            repr(one.later),
            repr(acts),
            repr(one.amounts),
        )


@dataclass(frozen=True)
class Clause:
    """One thing that the text says about time, and all whom it holds to it."""

    held: list[Held]

    @property
    def lead(self) -> Held:
        return self.held[0]

    @property
    def not_before(self) -> bool:
        return self.lead.deadline.kind == LimitKind.NOT_BEFORE


@dataclass(frozen=True)
class Series:
    """A limit that comes again, its latest period first."""

    limit: TimeLimit
    held: list[Held]
    count: int

    @property
    def lead(self) -> Held:
        return self.held[0]

    @property
    def first_of_all(self) -> Held:
        """The earliest that is shown: the one that stands nearest to the text."""
        return self.held[-1]

    @property
    def newest(self) -> list[Held]:
        return self.held[:SHOWN_PERIODS]

    @property
    def rest(self) -> list[Held]:
        return self.held[SHOWN_PERIODS:]

    @property
    def counts(self) -> bool:
        """Whether its periods ask for an amount."""
        return any(held.amounts for held in self.held)


@dataclass(frozen=True)
class Due:
    """The whole of it. `owed` is what a release in a ratio has to give now; `deeds` what was done, newest first.

    Of an earlier day the latest dates are listed, and `known_before` and `then_before` count the ones before them.
    """

    clauses: list[Clause]
    series: list[Series]
    owed: Shortfall | None
    deeds: list[Deed]
    known: list[DueDate] | None = None
    known_before: int = 0
    then: list[Item] | None = None
    then_before: int = 0


def due(commitment: Commitment, *, as_of: date | None = None) -> Due:
    """Read it, in a fixed number of queries. With `as_of`, also what was due as known on that day: by this record, and
    by the acts and events of that day and before."""
    rows = _deadlines(commitment)
    held = [_held(one) for one in rows]
    single = [one for one in held if not one.deadline.period]
    return Due(
        clauses=list(_clauses(single)),
        series=list(_series(commitment, [one for one in held if one.deadline.period])),
        owed=_owed(commitment),
        deeds=list(commitment.deeds.select_related("obligor", "limit").order_by("-happened_at", "pk")),
        **({} if as_of is None else _looking_back(commitment, as_of)),
    )


def _looking_back(commitment: Commitment, day: date) -> dict[str, Any]:
    known, known_before = _as_known(commitment, day)
    then = _as_it_stood(commitment, day)
    left_out = max(len(then) - MOST_KNOWN, 0)
    return {"known": known, "known_before": known_before, "then": then[left_out:], "then_before": left_out}


def anchors(rule: dict[str, Any]) -> Iterator[str]:
    """What a stored rule counts from, its parts included."""
    for name in ("after", "with"):
        if name in rule:
            yield rule[name]
    for part in (*rule.get("first_of", ()), *rule.get("last_of", ())):
        yield from anchors(part)


def _deadlines(commitment: Commitment) -> list[Deadline]:
    newest = Window(RowNumber(), partition_by=["limit_id"], order_by=F("due_at").desc(nulls_first=True))
    rows = (
        Deadline.objects.filter(commitment=commitment)
        .exclude(certainty=Certainty.WITHDRAWN)
        .annotate(place=newest)
        .filter(place__lte=MOST_PERIODS)
        .select_related("limit__commitment", "obligor")
        .prefetch_related(Prefetch("limit__acts", Act.objects.select_related("by")), "limit__readings", "dates")
    )
    return sorted(rows, key=_in_order)


def _in_order(deadline: Deadline) -> tuple[Any, ...]:
    """As they fall due; those without a date last."""
    dated = (0, deadline.due_at) if deadline.due_at else (1, 0)
    number = deadline.period.partition(" ")[0].split(".")
    return (*dated, deadline.limit.key, [int(part) for part in number if part.isdecimal()], deadline.period)


def _held(deadline: Deadline) -> Held:
    readings = {reading.key: reading for reading in deadline.limit.readings.all()}
    others = [_other(other, readings) for other in deadline.others]
    acts = [act for act in deadline.limit.acts.all() if act.content.get("period", deadline.period) == deadline.period]
    beside = {other.key for other in others}
    in_force = next((one for one in readings.values() if one.key not in beside), None)
    adoptions = [act for act in acts if in_force and act.content.get("reading") == in_force.key]
    return Held(
        deadline=deadline,
        moves=_moves(deadline, acts),
        others=others,
        reading=in_force,
        adopted_by=adoptions[-1] if adoptions else None,
    )


def _other(values: dict[str, Any], readings: dict[str, Reading]) -> Other:
    at, ends_on = values["at"], values["ends_on"]
    reading = readings.get(values["key"])
    return Other(
        key=values["key"],
        words=values["words"],
        source=values["source"],
        reason=values["reason"],
        arithmetic=values["arithmetic"],
        at=datetime.fromisoformat(at) if at else None,
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
        was_first=reading is not None and reading.is_adopted,
    )


def _moves(deadline: Deadline, acts: Sequence[Act]) -> list[Move]:
    """The acts in their order, each with the date that it set. Of a series the steps of a period tell which did."""
    dated = [act for act in acts if act.kind in MOVES_A_DATE]
    if len(dated) != len(deadline.later):
        return [Move(act) for act in acts if not deadline.period or act.content.get("period")]
    steps = {act.pk: step for act, step in zip(dated, deadline.later, strict=True)}
    return [_move(act, steps.get(act.pk)) for act in acts]


def _move(act: Act, step: dict[str, Any] | None) -> Move:
    if step is None:
        return Move(act)
    at, ends_on = step["at"], step["ends_on"]
    return Move(
        act,
        step["arithmetic"],
        datetime.fromisoformat(at) if at else None,
        date.fromisoformat(ends_on) if ends_on else None,
    )


def _clauses(held: Iterable[Held]) -> Iterator[Clause]:
    found: dict[tuple[Any, ...], list[Held]] = defaultdict(list)
    for one in held:
        # Only what names its obligor can be one of several that say the same.
        whose = one.deadline.limit_id if one.deadline.obligor_id is None else None
        found[(whose, *one.says())].append(one)
    return (Clause(several) for several in found.values())


def _series(commitment: Commitment, held: Iterable[Held]) -> Iterator[Series]:
    found: dict[Any, list[Held]] = defaultdict(list)
    for one in held:
        found[one.deadline.limit_id].append(one)
    if not found:
        return
    counts = dict(
        Deadline.objects.filter(commitment=commitment)
        .exclude(certainty=Certainty.WITHDRAWN)
        .order_by()
        .values_list("limit")
        .annotate(Count("pk"))
    )
    for pk, several in found.items():
        yield Series(several[0].deadline.limit, list(reversed(several)), counts[pk])


def _owed(commitment: Commitment) -> Shortfall | None:
    """What a ratio owes now. Only an agreement with one is worked out for it."""
    if "ratio" not in commitment.reciprocity:
        return None
    try:
        return owed(commitment.reference, terms_of(commitment.agreement))
    except (FileError, TermsError):
        return None


def _as_it_stood(commitment: Commitment, day: date) -> list[Item]:
    """What the text gave with the acts and events of that day and before, whenever the mission learnt of them."""
    until = day_ends(day, commitment.agreement.zone)
    try:
        items = resolve(known_on(terms_of(commitment.agreement), day), now=until)
    except (FileError, TermsError):
        return []
    mine = [item for item in items if item.commitment == commitment.reference]
    return sorted(mine, key=lambda item: (item.due.at is None, item.due.at or until))


def _as_known(commitment: Commitment, day: date) -> tuple[list[DueDate], int]:
    """Of every deadline the last date that the mission knew at the end of that day; how many earlier ones there are."""
    until = day_ends(day, commitment.agreement.zone)
    rows = DueDate.objects.filter(deadline__commitment=commitment, known_at__lt=until)
    last = rows.order_by("deadline_id", "-pk").distinct("deadline_id").values("pk")
    latest = DueDate.objects.filter(pk__in=last).order_by(F("due_at").desc(nulls_first=True), "-deadline_id")
    listed = sorted(
        latest.select_related("deadline__limit__commitment", "deadline__obligor")[:MOST_KNOWN],
        key=lambda one: (one.due_at is None, one.due_at or until, str(one.deadline)),
    )
    return listed, latest.count() - len(listed)
