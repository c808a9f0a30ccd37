"""An installation that kept its deadlines under the old rules keeps every date, act, reading and flag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from commitments.models import Act, Commitment, Deadline, Deed, DueDate, Milestone, Reading, TimeLimit, Timetable
from config.database import append_only_tables
from monitoring.actions.deeds import follow_reports
from monitoring.models import Alarm, Flag
from tests.database.catalogue import rights_of_the_application

OLD = [("commitments", "0001_initial"), ("monitoring", "0001_initial")]
ZONE = "Europe/Sarajevo"
ENTERED = datetime(2020, 5, 2, 9, tzinfo=UTC)
DECIDED = datetime(2020, 6, 2, 9, 30, tzinfo=UTC)
NAMES = ("default", "owner")


def z(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Key, kind, the old rule, the first date that the old arithmetic gave, and the rule that says the same.
RULES: list[tuple[str, str, dict[str, Any], str | None, dict[str, Any]]] = [
    (
        "days",
        "complete_by",
        {"anchor": "signature", "offset_amount": 30, "offset_unit": "days"},
        "2020-05-31T22:00",
        {"after": "signature", "count": "30 days"},
    ),
    (
        "months",
        "start_by",
        {"anchor": "signature", "offset_amount": 3, "offset_unit": "months", "boundary": "start_of_day"},
        "2020-07-31T22:00",
        {"after": "signature", "count": "3 months", "boundary": "before"},
    ),
    (
        "hours",
        "complete_by",
        {"anchor": "handover", "offset_amount": 72, "offset_unit": "hours"},
        "2020-05-06T22:00",
        {"after": "handover", "count": "72 hours"},
    ),
    (
        "same-hour",
        "complete_by",
        {"anchor": "signature", "offset_amount": 1, "offset_unit": "weeks", "boundary": "instant"},
        "2020-05-08T08:20:30",
        {"after": "signature", "count": "1 week", "boundary": "at"},
    ),
    (
        "same-day",
        "complete_by",
        {"anchor": "signature", "offset_amount": 0, "offset_unit": "days"},
        "2020-05-01T22:00",
        {"after": "signature", "day": 1},
    ),
    (
        "by-day",
        "complete_by",
        {"anchor": "census", "offset_amount": 2, "offset_unit": "days"},
        "2020-05-12T22:00",
        {"after": "census", "count": "2 days"},
    ),
    ("on-end", "complete_by", {"on_date": date(2020, 6, 10)}, "2020-06-10T22:00", {"on": "2020-06-10"}),
    (
        "on-begin",
        "complete_by",
        {"on_date": date(2020, 6, 10), "boundary": "start_of_day"},
        "2020-06-09T22:00",
        {"on": "2020-06-10", "boundary": "before"},
    ),
    ("at", "complete_by", {"at_instant": z("2020-05-15T11:00")}, "2020-05-15T11:00", {"at": "2020-05-15T13:00:00"}),
    (
        "twice",
        "complete_by",
        {"at_instant": z("2020-10-25T00:30")},
        "2020-10-25T00:30",
        {"at": "2020-10-25T00:30:00", "clocks": "UTC"},
    ),
    (
        "pending",
        "complete_by",
        {"anchor": "arrival", "offset_amount": 10, "offset_unit": "days"},
        None,
        {"after": "arrival", "count": "10 days"},
    ),
    (
        "not-before",
        "not_before",
        {"anchor": "signature", "offset_amount": 13, "offset_unit": "weeks"},
        "2020-07-31T22:00",
        {"after": "signature", "count": "92 days"},
    ),
    (
        "not-before-months",
        "not_before",
        {"anchor": "signature", "offset_amount": 1, "offset_unit": "months"},
        "2020-06-01T22:00",
        {"at": "2020-06-02T00:00:00"},
    ),
    (
        "not-on",
        "not_before",
        {"on_date": date(2020, 7, 1), "boundary": "start_of_day"},
        "2020-06-30T22:00",
        {"on": "2020-07-01"},
    ),
    ("extended", "complete_by", {"on_date": date(2020, 6, 1)}, "2020-06-01T22:00", {"on": "2020-06-01"}),
    ("suspended", "complete_by", {"on_date": date(2020, 6, 2)}, "2020-06-02T22:00", {"on": "2020-06-02"}),
    ("waived", "complete_by", {"on_date": date(2020, 6, 3)}, "2020-06-03T22:00", {"on": "2020-06-03"}),
    ("flagged", "complete_by", {"on_date": date(2020, 6, 4)}, "2020-06-04T22:00", {"on": "2020-06-04"}),
    ("flagged-start", "start_by", {"on_date": date(2020, 6, 5)}, "2020-06-05T22:00", {"on": "2020-06-05"}),
]


@pytest.fixture
def other_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Both roles on an empty database of their own, which is dropped afterwards."""
    with django_db_blocker.unblock():
        tests = connections["owner"].settings_dict["NAME"]
        throw_away = f"{tests}_upgraded"
        _owner(f'DROP DATABASE IF EXISTS "{throw_away}" WITH (FORCE)', f'CREATE DATABASE "{throw_away}"')
        _go_to(throw_away)
        try:
            yield
        finally:
            _go_to(tests)
            _owner(f'DROP DATABASE "{throw_away}" WITH (FORCE)')


def _owner(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _go_to(database: str) -> None:
    for alias in NAMES:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = database
    ContentType.objects.clear_cache()


def _migrate(*target: str) -> None:
    call_command("migrate", *target, database="owner", verbosity=0)


def _said_by(*command: str) -> str:
    """What a command says, whether it is content or not."""
    out = StringIO()
    try:
        call_command(*command, stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


class OldMission:
    """A mission as the old installation held it, written with the models of that time."""

    def __init__(self) -> None:
        executor = MigrationExecutor(connections["owner"])
        self.apps = executor.loader.project_state(OLD).apps
        self.deadlines: dict[str, Any] = {}
        self._promise()
        for key, kind, rule, first, _new in RULES:
            self._deadline(key, kind, rule, z(first) if first else None)
        self._readings()
        self._acts()
        self._report()
        self._counted()
        self._flags()

    def new(self, name: str, /, **fields: Any) -> Any:
        app = "monitoring" if name in {"Flag", "VerificationReport", "VerifiedQuantity"} else "commitments"
        return self.apps.get_model(app, name).objects.using("owner").create(**fields)

    def _promise(self) -> None:
        self.author, self.decider = (self.new("User", email=f"{who}@example.org", name=who) for who in ("one", "two"))
        self.mission = self.new("Mission", slug="valley", name="Valley", zone=ZONE)
        self.agreement = self.new(
            "Agreement", mission=self.mission, reference="OL20", title="Old", zone=ZONE, source="s"
        )
        said: dict[str, Any] = {"agreement": self.agreement, "kind": "other", "adopted": "de_jure", "source": "Art. 1"}
        times = {
            # To the second, and its own hour is known.
            "signature": {"de_jure_at": z("2020-05-01T08:20:30"), "day_only": False},
            "handover": {"de_jure_at": z("2020-05-03T22:00"), "day_only": True},
            "census": {"de_jure_at": z("2020-05-09T22:00"), "day_only": True},
            "arrival": {},
        }
        self.anchors = {key: self.new("Milestone", key=key, name=key, **said, **when) for key, when in times.items()}
        self.party = self.new("Party", slug="north", name="North", kind="armed_formation")
        self.commitment = self._commitment("OL20-01")
        self.done = self._commitment("OL20-02")
        self.new("Standing", commitment=self.commitment, mission=self.mission, settled="overdue",
                 contestation="uncontested", observe_by=ENTERED + timedelta(days=14))  # fmt: skip

    def _commitment(self, reference: str) -> Any:
        commitment = self.new(
            "Commitment",
            mission=self.mission,
            agreement=self.agreement,
            reference=reference,
            title="Leave the valley",
            kind="troop_withdrawal",
            term="time_limit",
            source="Art. 2",
            verification_interval_days=14,
            watched_from=ENTERED,
        )
        self.new("CommitmentParty", commitment=commitment, party=self.party, capacity="obligor")
        return commitment

    def _deadline(self, key: str, kind: str, rule: dict[str, Any], first: datetime | None, **more: Any) -> Any:
        counted = {**rule, "anchor": self.anchors[rule["anchor"]]} if "anchor" in rule else rule
        dated = {"first_due_at": first, "due_at": first, "arithmetic": f"as it was: {key}", "zone": ZONE}
        self.deadlines[key] = self.new(
            "Deadline", **{"commitment": self.commitment, "key": key, "kind": kind, **counted, **dated, **more}
        )
        self.new("RecordEntry", mission=self.mission, at=ENTERED, verb="deadline set", subject="OL20-01",
                 content={"deadline": key})  # fmt: skip
        return self.deadlines[key]

    def _readings(self) -> None:
        said = {"deadline": self.deadlines["days"], "source": "Art. 2, French text"}
        self.new("Reading", words="working days", on_date=date(2020, 6, 12), reason_not_adopted="rare", **said)
        self.new("Reading", words="as soon as may be", reason_not_adopted="too vague", **said)

    def _acts(self) -> None:
        self._act("extended", "extension", date(2020, 5, 20), to=z("2020-06-15T22:00"))
        # Recorded later than one of a later day, and to an hour.
        self._act("extended", "extension", date(2020, 5, 19), to=z("2020-06-20T10:00"), later=timedelta(days=1))
        self._act("suspended", "suspension", date(2020, 5, 21), suspended_at=ENTERED + timedelta(days=20))
        self._change("waived", waived_at=z("2020-05-25T12:00"))

    def _act(self, key: str, act: str, on: date, *, to: Any = None, later: Any = timedelta(0), **changes: Any) -> None:
        deadline = self.deadlines[key]
        self.new(
            "Extension",
            deadline=deadline,
            act=act,
            granted_by="Joint Commission",
            granted_on=on,
            from_due_at=deadline.due_at,
            to_due_at=to,
            reason="floods",
            recorded_by=self.author,
            recorded_at=ENTERED + timedelta(days=20) + later,
        )
        self._change(key, **({"due_at": to} if to else {}), **changes)

    def _change(self, key: str, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.deadlines[key], name, value)
        self.deadlines[key].save(using="owner")

    def _report(self) -> None:
        completed = z("2020-05-30T14:15:16")
        self.new(
            "VerificationReport",
            commitment=self.done,
            mission=self.mission,
            number=7,
            state="approved",
            author=self.author,
            decided_by=self.decider,
            drafted_at=DECIDED,
            submitted_at=DECIDED,
            decided_at=DECIDED,
            finding="compliant",
            implementation=3,
            standard_of_proof="balance_of_probabilities",
            started_at=z("2020-05-20T10:00"),
            completed_at=completed,
            conclusion="gone",
            reasoning="seen",
        )
        met = {"commitment": self.done, "met_at": completed, "met_by": "R-7"}
        self._deadline("met", "complete_by", {"on_date": date(2020, 6, 6)}, z("2020-06-06T22:00"), **met)
        waiting = {"commitment": self.commitment, "mission": self.mission, "number": 8, "state": "submitted"}
        self.waiting = self.new(
            "VerificationReport",
            **waiting,
            author=self.author,
            drafted_at=DECIDED,
            submitted_at=DECIDED,
            finding="inconclusive",
            implementation=1,
            standard_of_proof="reasonable_grounds",
            conclusion="unclear",
            reasoning="fog",
        )

    def _counted(self) -> None:
        """Two reports on one of two obligors, with totals that grow."""
        self.shared = self._commitment("OL20-03")
        other = self.new("Party", slug="river", name="River", kind="armed_formation")
        self.new("CommitmentParty", commitment=self.shared, party=other, capacity="obligor")
        guns = self.new("Quantity", commitment=self.shared, category="artillery", amount=50)
        for number, total in ((9, 20), (10, 35)):
            decided = {"decided_by": self.decider, "decided_at": DECIDED + timedelta(days=number)}
            report = self.new(
                "VerificationReport",
                commitment=self.shared,
                mission=self.mission,
                obligor=other,
                number=number,
                author=self.author,
                drafted_at=DECIDED,
                finding="partly_compliant",
                implementation=1,
                started_at=z("2020-05-21T10:00"),
                standard_of_proof="reasonable_grounds",
                conclusion="some gone",
                reasoning="counted",
            )
            self.new("VerifiedQuantity", report=report, quantity=guns, amount=total)
            for name, value in {"state": "approved", "submitted_at": DECIDED, **decided}.items():
                setattr(report, name, value)
            report.save(using="owner")

    def _flags(self) -> None:
        closed = {"closed_at": ENTERED + timedelta(days=21), "closed_why": "extended by the Joint Commission: floods"}
        self.flags = {
            key: self.new(
                "Flag",
                mission=self.mission,
                commitment=self.commitment,
                deadline=self.deadlines[key],
                kind="overdue",
                lapsed_at=self.deadlines[key].first_due_at,
                **ending,
            )
            for key, ending in (("flagged", {}), ("flagged-start", {}), ("extended", closed))
        }

    def dates(self) -> dict[UUID, tuple[Any, ...]]:
        return {one.pk: (one.first_due_at, one.due_at, one.met_at, one.met_by) for one in self.deadlines.values()}


@pytest.fixture
def upgraded(other_database: None) -> OldMission:
    _migrate("commitments", "0001")
    _migrate("monitoring", "0001")
    old = OldMission()
    _migrate()
    return old


def test_an_old_installation_keeps_its_record(upgraded: OldMission) -> None:
    _every_date_stands(upgraded)
    _every_rule_says_the_same()
    _readings_stand_beside_the_adopted_one()
    _acts_are_kept(upgraded)
    _dates_have_a_history(upgraded)
    _flags_point_where_they_did(upgraded)
    _milestones_know_their_hours()
    _reports_became_deeds(upgraded)
    assert Timetable.objects.get().agreement_id == upgraded.agreement.pk
    rights = rights_of_the_application()
    assert {frozenset(rights[table]) for table in append_only_tables()} == {frozenset({"SELECT", "INSERT"})}
    _what_is_worked_out_anew_is_the_same(upgraded)


def _every_date_stands(old: OldMission) -> None:
    kept = {one.pk: (one.first_due_at, one.due_at, one.met_at, one.met_by) for one in Deadline.objects.all()}
    assert kept == old.dates()
    pending = Deadline.objects.get(pk=old.deadlines["pending"].pk)
    assert (pending.certainty, pending.due_at) == ("pending", None)


def _every_rule_says_the_same() -> None:
    rules = dict(Reading.objects.filter(is_adopted=True).values_list("limit__key", "rule"))
    assert {key: rules[key] for key, *_rest in RULES} == {key: new for key, _kind, _rule, _first, new in RULES}
    assert set(TimeLimit.objects.filter(key__in=rules).values_list("zone", flat=True)) == {ZONE}


def _readings_stand_beside_the_adopted_one() -> None:
    adopted, other = Reading.objects.filter(limit__key="days").order_by("position")
    assert (other.words, other.rule, other.reason) == ("working days", {"on": "2020-06-12"}, "rare")
    assert "as soon as may be (Art. 2, French text)" in adopted.reason
    assert "too vague" in adopted.reason
    words = set(adopted.events.model.objects.filter(pgh_label="insert").values_list("words", flat=True))  # type: ignore[attr-defined]
    assert {"working days", "as soon as may be"} <= words, "the history keeps what was entered"


def _acts_are_kept(old: OldMission) -> None:
    first, second = Act.objects.filter(limit__key="extended").order_by("recorded_at")
    assert (first.content, first.reason) == ({"to": {"on": "2020-06-15"}}, "floods")
    assert second.content == {"to": {"at": "2020-06-20T12:00:00"}}
    assert (second.granted_on, second.reason) == (date(2020, 5, 20), "floods (granted on 19 May 2020)")
    assert {first.by_id, second.by_id} == {old.author.pk}
    suspension = Act.objects.get(kind="suspension")
    assert (suspension.limit.key, suspension.granted_on) == ("suspended", date(2020, 5, 21))
    waiver = Act.objects.get(kind="waiver")
    assert (waiver.limit.key, waiver.granted_on, waiver.granted_by) == ("waived", date(2020, 5, 25), "not stated")


def _dates_have_a_history(old: OldMission) -> None:
    history = list(DueDate.objects.filter(deadline=old.deadlines["extended"].pk))
    assert [one.due_at for one in history] == [z("2020-06-01T22:00"), z("2020-06-15T22:00"), z("2020-06-20T10:00")]
    assert [one.ends_on for one in history] == [date(2020, 6, 1), date(2020, 6, 15), None]
    assert history[0].known_at == ENTERED
    assert DueDate.objects.filter(is_suspended=True).get().deadline_id == old.deadlines["suspended"].pk
    assert DueDate.objects.filter(is_waived=True).get().deadline_id == old.deadlines["waived"].pk


def _flags_point_where_they_did(old: OldMission) -> None:
    kept = {one.pk: (one.deadline_id, one.lapsed_at, one.closed_at, one.closed_why) for one in Flag.objects.all()}
    assert kept == {
        one.pk: (one.deadline_id, one.lapsed_at, one.closed_at, one.closed_why) for one in old.flags.values()
    }
    assert Flag.objects.get(pk=old.flags["flagged-start"].pk).kind == "start_missed"


def _milestones_know_their_hours() -> None:
    """What hours were counted from is an hour; what days were counted from stays a day."""
    found = dict(Milestone.objects.values_list("key", "de_jure_day_only"))
    assert found == {"signature": False, "handover": False, "census": True, "arrival": True}


def _reports_became_deeds(old: OldMission) -> None:
    of_shared = Deed.objects.filter(commitment=old.shared.pk).order_by("recorded_at")
    assert list(of_shared.filter(kind="progress").values_list("amount", "category", "report")) == [
        (20, "artillery", "R-9"),
        (15, "artillery", "R-10"),
    ]
    assert [(deed.obligor.slug, deed.report) for deed in of_shared.filter(kind="start") if deed.obligor] == [
        ("river", "R-10")
    ]
    deeds = set(
        Deed.objects.filter(commitment=old.done.pk).values_list(
            "commitment", "kind", "happened_at", "report", "by", "recorded_at"
        )
    )
    said = ("R-7", old.decider.pk, DECIDED)
    assert deeds == {
        (old.done.pk, "start", z("2020-05-20T10:00"), *said),
        (old.done.pk, "completion", z("2020-05-30T14:15:16"), *said),
    }
    count = Deed.objects.count()
    for commitment in Commitment.objects.all():
        follow_reports(commitment, by=None, at=DECIDED, why="read again")
    assert (Deed.objects.count(), Deed.objects.filter(withdrawn_at=None).count()) == (count, count), (
        "as it is read today"
    )


def _alarms() -> set[tuple[Any, ...]]:
    return set(Alarm.objects.values_list("commitment", "deadline", "report", "kind", "at", "then_kind", "then_at"))


def _what_is_worked_out_anew_is_the_same(old: OldMission) -> None:
    """The commands of the upgrade bring words up to date; no date, no flag and no alarm changes."""
    alarms, dates = _alarms(), DueDate.objects.count()
    assert len(alarms) > len(RULES) / 2
    assert (old.commitment.pk, None, old.waiting.pk) in {alarm[:3] for alarm in alarms}
    assert "worked out from its facts" in _said_by("deadlines", "--rebuild")
    _every_date_stands(old)
    assert DueDate.objects.count() == dates, "nothing moved"
    _said_by("standing", "--rebuild")
    assert {alarm for alarm in _alarms() if alarm[0] == old.commitment.pk} == {
        alarm for alarm in alarms if alarm[0] == old.commitment.pk
    }
    _flags_point_where_they_did(old)
    assert _said_by("deadlines", "--check-all").strip() == "Every deadline is what its facts give."
    assert _said_by("standing", "--check").strip() == "Every standing is what its facts give."


@pytest.mark.django_db(databases=NAMES)
def test_the_models_need_no_further_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_an_empty_database_can_go_back_and_forth(other_database: None) -> None:
    _migrate()
    _migrate("monitoring", "0001")
    _migrate("commitments", "0001")
    _migrate()
