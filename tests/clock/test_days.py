"""Which day it is: the zone of the limit decides, and not that of a server; a month is counted from the beginning."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, connections

from commitments.actions.limits import set_limit
from commitments.models import Deadline
from commitments.rules.treaty.terms import Limit, On, Reading, Repeat
from monitoring.actions.scan import scan
from monitoring.models import Flag
from tests.factories import World
from tests.live import LIVE

MOMENT = timedelta(microseconds=1)
SET = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture(params=["Pacific/Auckland", "America/Los_Angeles"])
def servers_elsewhere(request: pytest.FixtureRequest, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process and PostgreSQL's database both stand in another zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    set_database_zone(request.param)
    yield
    set_database_zone("UTC")
    monkeypatch.undo()
    time.tzset()


def set_database_zone(zone: str) -> None:
    """For every connection from now on, as an administrator of the server would."""
    with connections["owner"].cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET timezone TO '{zone}'")
    connections.close_all()


@LIVE
@pytest.mark.usefixtures("servers_elsewhere")
def test_a_day_ends_where_the_agreement_is(world: World) -> None:
    rule = On(date(2026, 5, 20))
    deadline = world.limited(world.commitment(at=SET), rule=rule, at=SET, zone="Asia/Baku")
    over = datetime(2026, 5, 20, 20, 0, tzinfo=UTC)
    assert (deadline.due_at, deadline.ends_on) == (over, date(2026, 5, 20))
    scan(now=over - MOMENT)
    assert not Flag.objects.filter(kind="overdue").exists(), f"TZ={os.environ['TZ']}"
    scan(now=over)
    assert Flag.objects.get(kind="overdue").lapsed_at == over


@pytest.mark.django_db
def test_month_ends_do_not_drift(world: World) -> None:
    commitment = world.commitment(at=SET)
    reading = Reading("adopted", On(date(2027, 1, 31)), source="made up")
    limit = Limit(
        key="monthly", kind="report_by", zone="Asia/Baku", readings=(reading,), repeat=Repeat(1, "months", times=4)
    )
    set_limit(commitment=commitment, limit=limit, by=None, at=SET)
    days = [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    kept = Deadline.objects.filter(commitment=commitment).order_by("due_at")
    assert [deadline.ends_on for deadline in kept] == days
    scan(now=datetime(2027, 5, 1, tzinfo=UTC))
    missed = Flag.objects.filter(kind="recurring_missed").order_by("lapsed_at")
    assert [flag.lapsed_at for flag in missed] == [
        datetime(day.year, day.month, day.day, 20, tzinfo=UTC) for day in days
    ]
