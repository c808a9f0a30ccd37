"""The rules of lapses and the scan's statement read the same table of cases and must raise and close the same flags."""

import pytest

from commitments.models import Deadline
from monitoring.actions.scan import scan
from monitoring.actions.standing import differences, settle
from monitoring.models import Flag
from monitoring.rules.lapses import DatedFact, Lapse, standing_at, train_of, unflagged
from tests.clock.lapse_cases import LAPSE_CASES, SET, LapseCase, Raised, day
from tests.clock.lapses import bare_deadline, bare_limit
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db


def kept(world: World, case: LapseCase) -> Deadline:
    """The case as rows, settled when it was set."""
    commitment = world.commitment(at=day(SET))
    limit = bare_limit(commitment, "limit", shape=dict(case.shape))
    deadline = bare_deadline(
        limit,
        "1",
        None if case.due is None else day(case.due),
        kind=case.kind,
        certainty=case.certainty,
        met_at=None if case.met is None else day(case.met),
        met_by="" if case.met is None else "R-1",
        is_suspended=case.suspended,
        is_waived=case.waived,
    )
    deadline.save()
    settle([commitment], at=day(SET), why="set")
    return deadline


def by_sql(deadline: Deadline) -> set[Raised]:
    return {
        Raised(flag.kind, (flag.lapsed_at - NOW).total_seconds() / 86400, flag.closed_at is None)
        for flag in Flag.objects.filter(deadline=deadline)
    }


def by_rules(case: LapseCase, deadline: Deadline) -> set[Raised]:
    """At each look, the flag of the train that stands is raised unless it was; whatever stood before it is over."""
    train = train_of(
        DatedFact(
            id=deadline.pk,
            kind=case.kind,
            due_at=day(case.due) if case.due is not None and case.certainty == "fixed" else None,
            met_at=None if case.met is None else day(case.met),
            is_open=not (case.suspended or case.waived),
            repeats="every" in dict(case.shape),
            per_period=bool(dict(case.shape).get("per_period")),
        )
    )
    flagged: set[Lapse] = set()
    for number in case.scans:
        lapse = standing_at(unflagged(train, flagged), day(number))
        if lapse is not None:
            flagged.add(lapse)
    stands = standing_at(train, day(case.scans[-1]))
    return {Raised(one.kind, (one.at - NOW).total_seconds() / 86400, one == stands) for one in flagged}


@pytest.mark.parametrize("case", LAPSE_CASES, ids=[case.name for case in LAPSE_CASES])
def test_rules_and_statement_say_what_the_table_says(world: World, case: LapseCase) -> None:
    deadline = kept(world, case)
    for number in case.scans:
        scan(now=day(number))
    assert by_sql(deadline) == set(case.expected)
    assert by_rules(case, deadline) == set(case.expected)


def test_all_cases_at_once_do_not_get_in_each_others_way(world: World) -> None:
    """Looked at on every day that any case names, each has the flags that it has alone when looked at on those days."""
    rows = [(case, kept(world, case)) for case in LAPSE_CASES]
    days = sorted({number for case in LAPSE_CASES for number in case.scans})
    for number in days:
        scan(now=day(number))
    for case, deadline in rows:
        alone = LapseCase(**{**vars(case), "scans": tuple(days)})
        assert by_sql(deadline) == by_rules(alone, deadline), case.name
    commitments = [deadline.commitment for _case, deadline in rows]
    assert list(differences(commitments)) == []
    settle(commitments, at=day(days[-1]), why="nothing new")
    assert not Flag.objects.filter(closed_why="nothing new").exists(), "settling says the same"
