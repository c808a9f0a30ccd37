"""Facts without a key of their own, such as receipts and acts: which are the same, which differ, which are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Key = tuple[Any, ...]


@dataclass
class Met[R]:
    """`same` and `other` hold pairs of the record's and the file's; `new` are the file's, `gone` the record's."""

    same: list[tuple[R, R]] = field(default_factory=list)
    other: list[tuple[R, R]] = field(default_factory=list)
    new: list[R] = field(default_factory=list)
    gone: list[R] = field(default_factory=list)


def meet[R](held: Iterable[R], wanted: Iterable[R], *, exact: Callable[[R], Key], about: Callable[[R], Key]) -> Met[R]:
    """Pair what is equal in everything that counts; of the rest, what speaks `about` the same thing differs.

    Two that differ may well be two facts, one of them missing on each side. That is for a person to say.
    """
    met: Met[R] = Met()
    met.same, rest, new = _paired(held, wanted, exact)
    met.other, met.gone, met.new = _paired(rest, new, about)
    return met


def _paired[R](
    held: Iterable[R], wanted: Iterable[R], key: Callable[[R], Key]
) -> tuple[list[tuple[R, R]], list[R], list[R]]:
    left: dict[Key, list[R]] = defaultdict(list)
    for row in held:
        left[key(row)].append(row)
    pairs, new = [], []
    for one in wanted:
        twins = left[key(one)]
        if twins:
            pairs.append((twins.pop(0), one))
        else:
            new.append(one)
    return pairs, [row for rows in left.values() for row in rows], new
