"""Which of many things look at each other in a circle, and the order in which the rest can be gone through."""

from collections.abc import Hashable, Iterator, Mapping, Sequence


def groups[T: Hashable](needs: Mapping[T, Sequence[T]]) -> Iterator[list[T]]:
    """Everything that is named, in groups, each after the groups that it needs; a group of several is a circle.

    One pass in linear time, and on a stack of its own: a chain of thousands must not exhaust Python's (Tarjan 1972).
    """
    number: dict[T, int] = {}
    lowest: dict[T, int] = {}
    open_: dict[T, None] = {}
    for root in needs:
        if root in number:
            continue
        path: list[tuple[T, Iterator[T]]] = [(root, iter(needs.get(root, ())))]
        number[root] = lowest[root] = len(number)
        open_[root] = None
        while path:
            one, rest = path[-1]
            for need in rest:
                if need not in number:
                    number[need] = lowest[need] = len(number)
                    open_[need] = None
                    path.append((need, iter(needs.get(need, ()))))
                    break
                if need in open_:
                    lowest[one] = min(lowest[one], number[need])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[one])
                if lowest[one] == number[one]:
                    yield _taken(open_, one)


def _taken[T: Hashable](open_: dict[T, None], first: T) -> list[T]:
    """The circle that `first` began, out of those still open."""
    group = []
    while True:
        last, _ = open_.popitem()
        group.append(last)
        if last == first:
            return group
