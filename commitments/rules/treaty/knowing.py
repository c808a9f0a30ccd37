"""What was known on a day: the same terms without everything that came after it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from commitments.rules.treaty.calendar import civil_day
from commitments.rules.treaty.terms import Done, Event, Happened, Limit, Promise, Terms


def known_on(terms: Terms, when: Happened) -> Terms:
    """The terms as they were known at the end of a day in their zone, or at an aware instant.

    Acts granted, milestones, receipts, deeds, notices and adherences of later are forgotten. Of an instant's own day
    everything is known of which only the day is. `resolve` of the result says what was due as known then.
    """
    cut = _Cut(when, terms.zone)
    return replace(
        terms,
        promises=tuple(cut.promise(promise) for promise in terms.promises),
        events={key: cut.event(event) for key, event in terms.events.items()},
        done={reference: cut.done(done) for reference, done in terms.done.items()},
        adhered={party: day for party, day in terms.adhered.items() if cut.knows(day)},
        receipts={key: tuple(cut.known(receipts)) for key, receipts in terms.receipts.items()},
    )


class _Cut:
    def __init__(self, when: Happened, zone: str) -> None:
        self.when, self.zone = when, zone
        self.day: date = civil_day(when, zone) if isinstance(when, datetime) else when

    def knows(self, fact: Happened) -> bool:
        if not isinstance(fact, datetime):
            return fact <= self.day
        return fact <= self.when if isinstance(self.when, datetime) else civil_day(fact, self.zone) <= self.day

    def known(self, facts: Iterable[Happened]) -> Iterable[Happened]:
        return (fact for fact in facts if self.knows(fact))

    def or_none(self, fact: Happened | None) -> Happened | None:
        return fact if fact is not None and self.knows(fact) else None

    def promise(self, promise: Promise) -> Promise:
        return replace(promise, limits=tuple(self.limit(limit) for limit in promise.limits))

    def limit(self, limit: Limit) -> Limit:
        acts = tuple(act for act in limit.acts if self.knows(act.on))
        renewal = limit.renewal
        if renewal is not None and renewal.notice_given is not None and not self.knows(renewal.notice_given):
            renewal = replace(renewal, notice_given=None)
        return replace(limit, acts=acts, renewal=renewal)

    def event(self, event: Event) -> Event:
        return replace(event, de_jure=self.or_none(event.de_jure), de_facto=self.or_none(event.de_facto))

    def done(self, done: Done) -> Done:
        return Done(
            started=self.or_none(done.started),
            completed=self.or_none(done.completed),
            own={whom: self.done(part) for whom, part in done.own.items()},
            progress=tuple(one for one in done.progress if self.knows(one.on)),
            delivered=tuple(one for one in done.delivered if self.knows(one.on)),
        )
