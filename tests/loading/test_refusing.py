"""A date on record never moves silently: the file is refused with both dates and a way on, and leaves nothing."""

import re

import pytest

from commitments.actions import promises
from commitments.actions.events import record_milestone
from commitments.models import Milestone, Party
from tests.factories import NOW, World
from tests.loading.conftest import Load, marked
from tests.loading.test_adding import GRANTED, ROAD, extended
from tests.seeds.test_again import dump

ZONE = "Europe/Sarajevo"
DIFFERENT: dict[str, tuple[str, str, str, str]] = {
    "agreement zone": (
        f'zone = "{ZONE}"',
        'zone = "Europe/London"',
        "agreement VA26 zone: on record “Europe/Sarajevo”, in the file “Europe/London”",
        "administration",
    ),
    "milestone's day": (
        "de_jure = 2026-05-01",
        "de_jure = 2026-05-03",
        "milestone signature de jure: on record “1 May 2026”, in the file “3 May 2026”",
        "administration",
    ),
    "milestone's hour": (
        "de_facto = 2026-05-02T11:00:00",
        "de_facto = 2026-05-02",
        f"milestone signature de facto: on record “2 May 2026, 11:00 {ZONE}”, in the file “2 May 2026”",
        "administration",
    ),
    "which time counts": (
        'counts_from = "de facto"',
        'counts_from = "de jure"',
        "milestone arrival counts from: on record “de_facto”, in the file “de_jure”",
        "administration",
    ),
    "adherence": (
        "adhered_on = 2026-05-01",
        "adhered_on = 2026-05-04",
        "party upper-side as signatory adheres from: on record 1 May 2026, in the file 4 May 2026",
        "administration",
    ),
    "obligors": (
        'obligors = ["upper-side", "lower-side"]\nsite',
        'obligors = ["upper-side"]\nsite',
        "commitment VA26-01 obligors: on record “lower-side, upper-side”, in the file “upper-side”",
        "administration",
    ),
    "amount": (
        "amount = 20",
        "amount = 21",
        "commitment VA26-01 quantity 100 mm and above amount: on record 20, in the file 21",
        "administration",
    ),
    "rule": (
        'count = "30 days"',
        'count = "31 days"',
        'limit VA26-01/complete reading adopted rule: on record {"after": "signature", "count": "30 days"}, '
        'in the file {"after": "signature", "count": "31 days"}',
        "adopt it by an act",
    ),
    "boundary": (
        'after = "arrival"',
        'after = "arrival"\nboundary = "before"',
        "limit VA26-02/complete rule",
        "adopt it by an act",
    ),
    "another reading's rule": (
        "day = 30",
        "day = 31",
        "limit VA26-01/complete reading first-day-counts rule",
        "adopt it by an act",
    ),
    "adopted reading": (
        'reading = "thirty whole days"',
        'reading_key = "whole-days"\nreading = "thirty whole days"',
        "limit VA26-01/complete adopted reading: on record “adopted”, in the file “whole-days”",
        "adopt it by an act",
    ),
    "shape": (
        "times = 4",
        "times = 5",
        'limit VA26-04/weekly shape: on record {"every": "1 week", "times": 4}, '
        'in the file {"every": "1 week", "times": 5}',
        "strike it out",
    ),
    "kind": (
        'kind = "report by"',
        'kind = "notice by"',
        "limit VA26-04/weekly kind: on record “Report by”, in the file “Notice by”",
        "strike it out",
    ),
    "limit's zone": (
        'kind = "report by"',
        'kind = "report by"\nzone = "UTC"',
        "limit VA26-04/weekly zone: on record “Europe/Sarajevo”, in the file “UTC”",
        "strike it out",
    ),
    "limit's obligor": (
        'kind = "report by"',
        'kind = "report by"\nobligor = "lower-side"',
        "limit VA26-04/weekly obligor: on record nothing, in the file Lower Side",
        "strike it out",
    ),
    "whether it may be extended": (
        'kind = "report by"',
        'kind = "report by"\nextendable = false',
        "limit VA26-04/weekly may be extended: on record yes, in the file no",
        "strike it out",
    ),
    "receipt": (
        "at = 2026-05-10",
        "at = 2026-05-11",
        "receipt of a list: on record “10 May 2026”, in the file “11 May 2026”",
        "both may stand",
    ),
    "delivery": (
        "on = 2026-05-07",
        "on = 2026-05-06",
        "delivery of VA26-04 weekly 1 by lower-side: on record “7 May 2026”, in the file “6 May 2026”",
        "Withdraw the deed",
    ),
    "amount done": (
        "amount = 5\n",
        "amount = 6\n",
        "progress of VA26-01 100 mm and above by upper-side: on record “5 on 12 May 2026”, "
        "in the file “6 on 12 May 2026”",
        "Withdraw the deed",
    ),
    "term": (
        'title = "Talk"',
        'title = "Talk"\nterm = "standing"',
        "commitment VA26-06 term: on record “no_agreed_deadline”, in the file “standing”",
        "administration",
    ),
}
NEW = (
    "[[statement]]\n",
    '[[milestone]]\nkey = "new"\nname = "new"\nde_jure = 2026-06-01\nsource = "s"\n\n[[statement]]\n',
)


@pytest.mark.parametrize("what", DIFFERENT)
def test_a_date_that_differs_keeps_the_whole_file_out(load: Load, what: str) -> None:
    old, new, said, advice = DIFFERENT[what]
    load()
    before = dump()
    lines = load((old, new), NEW, update=True)
    assert [line for line in marked(lines, "!") if line.startswith(f"! {said}")], lines
    assert lines[-1].startswith("Nothing was written: ")
    assert advice in lines[-1]
    assert "+ milestone new 1 Jun 2026" in lines, "what else the file would have added is shown"
    assert dump() == before


def test_each_kind_of_difference_is_named_once_with_its_own_advice(load: Load) -> None:
    load()
    lines = load(*(DIFFERENT[what][:2] for what in ("receipt", "delivery", "milestone's day", "adherence")))
    assert len(marked(lines, "!")) == 4
    assert lines[-1].startswith("Nothing was written: 4 things on which dates rest differ from the record (!)")
    assert lines[-1].count("administration") == 1


def test_an_act_on_record_is_not_exchanged_for_another(load: Load) -> None:
    load(extended(ROAD))
    before = dump()
    lines = load((ROAD, ROAD + GRANTED.replace("1 week", "2 weeks")))
    assert marked(lines, "!") == [
        "! limit VA26-02/complete extension of 20 May 2026: "
        'on record {"granted_by": "Contact Group", "by": "1 week"}, '
        'in the file {"granted_by": "Contact Group", "by": "2 weeks"}'
    ]
    assert "record another act" in lines[-1]
    assert dump() == before


def test_what_somebody_recorded_otherwise_is_not_overruled(load: Load, world: World) -> None:
    """A milestone entered in the administration and another day for it in the file."""
    load()
    milestone = Milestone.objects.get(key="arrival")
    record_milestone(milestone=milestone, de_facto_at=NOW, source="a patrol", by=world.administrator, at=NOW)
    before = dump()
    lines = load(('counts_from = "de facto"\n', 'counts_from = "de facto"\nde_facto = 2026-05-21\n'))
    assert marked(lines, "!") == ["! milestone arrival de facto: on record “20 May 2026”, in the file “21 May 2026”"]
    assert dump() == before


EARLIER = """
[[commitment.limit]]
key = "start"
on = 2026-05-20
source = "Art. 1"

[[commitment.limit.extension]]
granted_by = "Contact Group"
granted_on = 2026-05-20
to = 2026-05-10
reason = "rain"
source = "decision no. 1"
"""
GUNS = 'text = "Guns go within thirty days of signature."\nsource = "Art. 1"\n'
BAD: dict[str, tuple[tuple[str, str], str]] = {
    "misspelt key": (('text = "Guns go within', 'txet = "Guns go within'), r":\d+: .*`text` is missing"),
    "date that never was": (("de_jure = 2026-05-01", "de_jure = 2026-05-32"), r":37: 2026-05-32 is no date"),
    "too long for the record": (
        ('title = "Withdraw the guns"', f'title = "{"x" * 300}"'),
        r":64: commitment VA26-01: the database refuses it \(value too long",
    ),
    "limit counted from itself": (
        ('after = "signature"\ncount = "30 days"', 'after = "end of VA26-01/complete"\ncount = "30 days"'),
        r":\d+: commitment VA26-01 limit complete",
    ),
    "extension that ends earlier": ((GUNS, GUNS + EARLIER), r":\d+: commitment VA26-01 limit start"),
    "adherence without a role": (
        ('roles = ["signatory"]\n', ""),
        ": party upper-side: `adhered_on` is kept with a role",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_one_sentence_with_its_line_and_leaves_nothing(load: Load, what: str) -> None:
    change, pattern = BAD[what]
    before = dump()
    [sentence] = load(change)
    assert re.match(f"changed.toml{pattern}", sentence), sentence
    assert "\n" not in sentence
    assert dump() == before


def test_a_party_of_the_same_name_is_the_same_party(load: Load) -> None:
    Party.objects.create(slug="uppers", name="upper side", kind="armed_formation")
    before = dump()
    assert load() == [
        "changed.toml: party upper-side: is called 'Upper Side', which on record is 'uppers'; give it that slug."
    ]
    assert dump() == before


def test_a_reference_that_another_agreement_has_is_refused(load: Load, world: World) -> None:
    promises.register_commitment(
        agreement=world.agreement,
        reference="VA26-03",
        title="Other",
        kind="ceasefire",
        term="standing",
        obligors=[world.north],
        by=None,
        at=NOW,
    )
    before = dump()
    [line] = load()
    assert "commitment VA26-03 is on record under NV; give it another reference." in line
    assert line.startswith("changed.toml:")
    assert dump() == before
