"""Terms of every shape, sensible or not, for laws that hold of all of them; made from a number, so that a law that
fails can be tried again on the same terms."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from random import Random

from hypothesis import strategies as st

from commitments.rules.treaty.terms import (
    Act,
    After,
    Anchor,
    At,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    Delivery,
    Done,
    Event,
    First,
    Happened,
    Last,
    Limit,
    On,
    Progress,
    Promise,
    Quantity,
    Ratio,
    Reading,
    Renewal,
    Repeat,
    Rule,
    Share,
    Terms,
    With,
)

REFERENCES = ("A", "B", "C", "D")
KEYS = ("one", "two")
PARTIES = ("x", "y")
ZONES = ("UTC", "Europe/Sarajevo", "Pacific/Apia", "America/New_York", "Asia/Seoul")
UNITS = ("hours", "days", "days", "weeks", "months", "years")
KINDS = ("complete_by", "complete_by", "start_by", "not_before", "report_by", "notice_by", "term_ends")
AWKWARD = (date.min, date.max, date(2024, 2, 29), date(2011, 12, 30))
LONG_AGO = date(2011, 1, 1).toordinal()


class Making:
    """One agreement out of chance. `wild` is how often, out of a thousand, something absurd is said."""

    def __init__(self, seed: int, wild: int) -> None:
        self.chance = Random(seed)
        self.wild = wild

    def one[T](self, *choices: T) -> T:
        return self.chance.choice(choices)

    def perhaps[T](self, make: Callable[[], T], percent: int = 30) -> T | None:
        return make() if self.chance.randrange(100) < percent else None

    def several[T](self, make: Callable[[], T], most: int) -> tuple[T, ...]:
        return tuple(make() for _ in range(self.chance.randrange(most + 1)))

    def absurd(self) -> bool:
        return self.chance.randrange(1000) < self.wild

    def day(self) -> date:
        return self.one(*AWKWARD) if self.absurd() else date.fromordinal(LONG_AGO + self.chance.randrange(6000))

    def happened(self) -> Happened:
        day = self.day()
        return self.one(day, datetime.combine(day, time(self.chance.randrange(24), 30), UTC))

    def amount(self) -> int:
        return self.one(10**6, 10**13, -10) if self.absurd() else self.chance.randrange(60)

    def anchor(self) -> Anchor:
        of = self.one(*REFERENCES)
        return self.one(
            AtMilestone(self.one("signature", "arrival")),
            AtMilestone("signature"),
            AtEndOf(of, self.one(*KEYS)) if self.absurd() else AtEndOf("A", "one"),
            AtActual(self.one("start", "completion"), of),
            AtAdherence(),
            AtEachReceipt("requests"),
        )

    def rule(self, depth: int = 0) -> Rule:
        if depth < 2 and self.chance.randrange(5) == 0:
            return self.one(First, Last)(tuple(self.rule(depth + 1) for _ in range(self.one(1, 2, 3))))
        boundary = self.one("by", "on", "until", "before", "at")
        return self.one(
            At(self.day(), time(self.chance.randrange(24), 15), self.one(None, *ZONES)),
            On(self.day(), boundary),
            After(self.anchor(), self.amount(), self.one(*UNITS), boundary, self.one(True, False, False)),
            After(self.anchor(), self.amount(), "days"),
            With(self.one(*REFERENCES), None),
        )

    def act(self) -> Act:
        kind = self.one("extension", "extension", "suspension", "resumption", "waiver", "adoption")
        to = self.perhaps(self.rule, 20)
        return Act(kind, self.day(), "somebody", "because", to=to, lengthen=(self.one(1, 5, 50), self.one(*UNITS)),
                   reading=self.one("first", "second"), period=self.one("", "", "1", "2"))  # fmt: skip

    def repeat(self) -> Repeat:
        return Repeat(self.one(1, 2, 5), self.one(*UNITS), self.perhaps(self.rule), self.one(None, 1, 3))

    def renewal(self) -> Renewal:
        unit = self.one(*UNITS[1:])
        return Renewal(self.one(1, 5), unit, self.one(1, 5), self.one(*UNITS), self.perhaps(self.day))

    def share(self) -> Share:
        return Share(self.one(None, 0, 30, 100), self.one(None, 20), self.one("", "tanks"), self.one(True, False))

    def limit(self, key: str) -> Limit:
        return Limit(
            key=key,
            kind=self.one(*KINDS),
            readings=() if self.absurd() else (Reading("first", self.rule()), Reading("second", self.rule())),
            zone=self.one(None, None, *ZONES),
            obligor=self.one(None, None, *PARTIES),
            repeat=self.perhaps(self.repeat),
            renewal=self.perhaps(self.renewal, 10),
            share=self.perhaps(self.share),
            extendable=not self.absurd(),
            cap=self.perhaps(self.rule, 15),
            acts=self.several(self.act, 2),
        )

    def promise(self, reference: str) -> Promise:
        return Promise(
            reference,
            obligors=self.one((), ("x",), PARTIES),
            limits=tuple(self.limit(key) for key in KEYS[: self.one(0, 1, 1, 2) if reference != "A" else 1]),
            prohibition=self.absurd(),
            waits_for=self.several(lambda: self.one(*REFERENCES), 1),
            quantities=self.one((), (Quantity("tanks"),), (Quantity("tanks", 5, 40),), (Quantity("a"), Quantity("b"))),
            ratio=self.perhaps(lambda: Ratio(self.one(0, 2), self.one(0, 1, 3), self.one(*REFERENCES)), 15),
        )

    def progress(self) -> Progress:
        return Progress(self.happened(), self.one(-5, 10, 40), self.one("", "tanks"), self.one(None, *PARTIES))

    def delivery(self) -> Delivery:
        return Delivery(self.one(*KEYS), self.one("", "1", "2"), self.happened(), self.one(None, *PARTIES))

    def done(self, *, whole: bool = True) -> Done:
        return Done(
            self.perhaps(self.happened),
            self.perhaps(self.happened),
            {party: self.done(whole=False) for party in PARTIES if whole and self.one(True, False)},
            self.several(self.progress, 3) if whole else (),
            self.several(self.delivery, 2) if whole else (),
        )

    def event(self, key: str) -> Event:
        return Event(
            key, key, self.perhaps(self.happened, 70), self.perhaps(self.happened), self.one("de_jure", "de_facto")
        )

    def terms(self) -> Terms:
        return Terms(
            "XX",
            self.one(*ZONES),
            tuple(self.promise(reference) for reference in REFERENCES),
            {key: self.event(key) for key in ("signature", "arrival")},
            {reference: self.done() for reference in REFERENCES if self.one(True, False)},
            {party: self.happened() for party in PARTIES if self.one(True, True, False)},
            {"requests": self.several(self.happened, 3)},
        )


def made(seed: int, wild: int) -> Terms:
    return Making(seed, wild).terms()


seeds = st.integers(0, 2**48)
sensible = st.builds(made, seeds, st.just(0))
anything = st.builds(made, seeds, st.sampled_from([0, 20, 200]))
happened = st.one_of(
    st.dates(),
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC)),  # noqa: DTZ001
)
