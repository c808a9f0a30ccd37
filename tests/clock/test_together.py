"""Several scans and several deliveries at the same moment share the work and do none of it twice."""

from datetime import timedelta

from monitoring.actions.scan import scan
from monitoring.models import Flag, Notice
from tests.clock.lapses import lapsing
from tests.factories import NOW, World
from tests.live import LIVE, at_once

pytestmark = LIVE


def test_scans_at_once_flag_each_lapse_once(world: World) -> None:
    lapsing(world, 300, due=NOW - timedelta(days=2), apart=timedelta(minutes=1))
    raised = at_once([lambda: scan(now=NOW, batch=20)] * 4)
    assert scan(now=NOW) + sum(raised) == 300
    assert Flag.objects.count() == Notice.objects.count() == 300


def test_an_extension_during_a_scan_leaves_no_flag_open(world: World) -> None:
    """Whoever comes first: the deadline has moved, so no flag on its old date may stay open."""
    for number in range(5):
        commitment = world.commitment()
        deadline = world.deadline(commitment, due=NOW - timedelta(hours=1), key=f"k{number}")

        def extend(deadline=deadline) -> int:  # type: ignore[no-untyped-def]
            world.extend(deadline, to=NOW + timedelta(days=1), granted_by="Commission", reason="snow", at=NOW)
            return 0

        at_once([lambda: scan(now=NOW), extend])
        scan(now=NOW)
        assert not Flag.objects.filter(deadline=deadline, kind="overdue", closed_at__isnull=True).exists()
        assert Flag.objects.filter(deadline=deadline, kind="due_soon", closed_at__isnull=True).count() == 1
        assert scan(now=NOW + timedelta(days=2)) == 1
        assert not Flag.objects.filter(deadline=deadline, kind="due_soon", closed_at__isnull=True).exists()
