"""How long it takes to move a chain of limits, each counted from the one before, with everything that is written."""

from collections.abc import Callable
from functools import partial
from statistics import median

from commitments.models import Milestone
from tests.benchmarks.measure import timed
from tests.benchmarks.told import Told
from tests.clock.chains import chain_of_commitments, chain_of_limits, sign_later
from tests.factories import NOW, World, make_world

COMMITMENTS = 50
Chain = Callable[..., Milestone]


def run(*, size: int = 1000, repeats: int = 7) -> Told:
    """A quarter, half, the whole and twice `size`, so that one sees whether the time grows with the length alone."""
    lengths = (size // 4, size // 2, size, size * 2)
    kinds: dict[str, Chain] = {
        "each in a commitment of its own, counted from the completion of the one before": chain_of_commitments,
        f"in {COMMITMENTS} commitments, counted from the end of the one before": partial(
            chain_of_limits, commitments=COMMITMENTS
        ),
    }
    lines = []
    for number, (words, chain) in enumerate(kinds.items()):
        lines.append(f"limits {words}:")
        for length in lengths:
            world = make_world(f"chain-{number}-{length}", reference=f"C{number}{length}")
            lines.append(f"  {length:5} limits: {moving(world, chain, length, repeats)}")
    return Told("chain", tuple(lines))


def moving(world: World, chain: Chain, length: int, repeats: int) -> str:
    """The milestone at the beginning moves by a day: every limit, its dates, entries, standings and alarms with it."""
    signature = chain(world, length, at=NOW)
    sign_later(signature, days=1, at=NOW)

    def move() -> None:
        assert len(sign_later(signature, days=1, at=NOW)) == length

    spent = sorted(timed(move) for _ in range(repeats))
    return f"{median(spent):7.0f} ms at the median, {spent[0]:.0f} at best ({median(spent) / length:.2f} ms a limit)"
