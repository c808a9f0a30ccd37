"""What limits look at outside themselves, and which of them each obligor has for itself."""

from __future__ import annotations

from collections.abc import Iterator

from commitments.rules.treaty.terms import (
    After,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    First,
    Last,
    Limit,
    Rule,
    Terms,
    With,
)


def parties(terms: Terms) -> dict[tuple[str, str], tuple[str, ...]]:
    """The obligors of limits that each of them has for itself, by walking from adherence until nobody joins."""
    limits = {(p.reference, limit.key): (p, limit) for p in terms.promises for limit in p.limits}
    whom = {node: (limit.obligor,) if limit.obligor else p.obligors for node, (p, limit) in limits.items()}
    alone = {
        node: whom[node] for node, (_, limit) in limits.items() if any(a == AtAdherence() for a in looks_of(limit))
    }
    grown = True
    while grown:
        joining = {
            node: whom[node]
            for node, (_, limit) in limits.items()
            if node not in alone
            and whom[node]
            and any(set(whom[node]) <= set(alone[one]) for one in _looked_at(limit, limits) if one in alone)
        }
        alone |= joining
        grown = bool(joining)
    return alone


def _looked_at(limit: Limit, limits: dict) -> Iterator[tuple[str, str]]:
    for looked in looks_of(limit):
        for (reference, key), (_, other) in limits.items():
            match looked:
                case AtEndOf(commitment, end):
                    named = (commitment, end) == (reference, key)
                case With(commitment, end):
                    named = commitment == reference and (end == key if end else other.kind == "complete_by")
                case AtActual(what, commitment):
                    named = commitment == reference and other.kind == {"start": "start_by"}.get(what, "complete_by")
                    named = named and not other.repeat and AtEachReceipt not in map(type, looks_of(other))
                case _:
                    named = False
            if named:
                yield reference, key


def looks_of(limit: Limit) -> Iterator[object]:
    """Everything outside itself that a limit looks at."""
    rules = [reading.rule for reading in limit.readings] + [act.to for act in limit.acts] + [limit.cap]
    for rule in [*rules, limit.repeat and limit.repeat.until]:
        if rule:
            yield from _anchors(rule)


def _anchors(rule: Rule) -> Iterator[object]:
    if isinstance(rule, First | Last):
        for part in rule.of:
            yield from _anchors(part)
    elif isinstance(rule, After):
        yield rule.anchor
    elif isinstance(rule, With):
        yield rule
