"""Words that differ, dry runs, and who enters what into which mission."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commitments.actions.registers import grant_role
from commitments.models import Commitment, Deadline, ProvisionText, Reading, RecordEntry
from monitoring.models import Statement
from tests.factories import NOW, World, make_user, make_world
from tests.loading.conftest import Load, marked
from tests.loading.test_adding import ARRIVED, CLEARED
from tests.seeds.conftest import FOLDER
from tests.seeds.test_again import dump

WORDS: dict[str, tuple[str, str, str]] = {
    "agreement title": ('title = "Valley agreement"', 'title = "Accord"', "agreement VA26 title"),
    "party name": ('name = "Lower Side"', 'name = "The Lower Side"', "party lower-side name"),
    "source of a role": ('source = "its letter"', 'source = "a cable"', "party lower-side as acceding source"),
    "site": ("precision_m = 100", "precision_m = 50", "site bridge precision m"),
    "milestone": ('source = "the last page"', 'source = "page 9"', "milestone signature source"),
    "provision": ('heading = "Guns"', 'heading = "Heavy guns"', "provision Art. 1 heading"),
    "text": ("Guns go within thirty days.", "Guns go in thirty days.", "provision Art. 1, signed (en) text"),
    "commitment": ('title = "Talk"', 'title = "Talk again"', "commitment VA26-06 title"),
    "commitment's place": ('site = "bridge"\n', "", "commitment VA26-01 site"),
    "limit": ('label = "Road cleared"', 'label = "Road free"', "limit VA26-02/complete label"),
    "reading": ("thirty whole days", "thirty days", "limit VA26-01/complete reading adopted words"),
    "reason of a reading": ("Only one side", "One side", "limit VA26-01/complete reading first-day-counts reason"),
}
KEPT: dict[str, tuple[str, str, str]] = {
    "receipt": ('source = "the register of letters"', 'source = "s"', "receipt of a list 10 May 2026 source"),
    "deed": ('source = "report no. 1"', 'source = "s"', "progress of VA26-01 100 mm and above by upper-side source"),
    "statement": ("We shall go.", "We shall not.", "pledge by upper-side of 3 May 2026 on VA26-01"),
}


@pytest.mark.parametrize("what", WORDS)
def test_other_words_are_shown_and_taken_over_only_when_asked(load: Load, what: str) -> None:
    old, new, named = WORDS[what]
    load()
    before = dump()
    first = load((old, new))
    assert len(first) == 2
    assert first[0].startswith(f"~ {named}: on record ")
    assert ", in the file " in first[0]
    assert first[1].endswith("1 with other words (left as on record; --update takes them over).")
    assert dump() == before

    dates = list(Deadline.objects.order_by("pk").values_list("pk", "due_at", "certainty"))
    assert load((old, new), update=True)[0] == first[0]
    assert dump() != before
    assert list(Deadline.objects.order_by("pk").values_list("pk", "due_at", "certainty")) == dates
    assert load((old, new)) == ["VA26 in valley: nothing to add."]


@pytest.mark.parametrize("what", KEPT)
def test_what_is_never_rewritten_is_shown_and_stays_even_then(load: Load, what: str) -> None:
    old, new, named = KEPT[what]
    load()
    before = dump()
    lines = load((old, new), update=True)
    assert lines[0].startswith(f"~ {named}: on record ")
    assert "never rewritten" in lines[0]
    assert dump() == before


def test_long_texts_are_shown_where_they_part(load: Load) -> None:
    load(("Guns go within thirty days.", f"{'Long ' * 40}ago."))
    [line, _summary] = load(("Guns go within thirty days.", f"{'Long ' * 40}since."))
    assert line.endswith(": on record “…Long Long Long Long ago.”, in the file “…Long Long Long Long since.”")


def test_words_taken_over_reach_the_deadlines_that_show_them(load: Load) -> None:
    load()
    load(("The day of signature is the first", "Day one is that of signature"), update=True)
    shown = Deadline.objects.get(commitment__reference="VA26-01").others
    assert "Day one is that of signature" in {other["words"] for other in shown}
    assert Reading.objects.get(key="first-day-counts").words == "Day one is that of signature"


def test_a_dry_run_says_the_same_and_leaves_nothing(load: Load) -> None:
    before = dump()
    dry = load(dry_run=True)
    assert dump() == before
    assert dry[-1] == "Dry run: nothing was written."
    assert load() == dry[:-1]

    before = dump()
    dry = load(ARRIVED, CLEARED, dry_run=True)
    assert "This moves 2 deadlines:" in dry
    assert dump() == before
    assert load(ARRIVED, CLEARED) == dry[:-1]


def test_a_dry_run_of_a_refused_file_is_refused_as_well(load: Load) -> None:
    load()
    before = dump()
    lines = load(("de_jure = 2026-05-01", "de_jure = 2026-05-03"), dry_run=True)
    assert marked(lines, "!")
    assert lines[-1].startswith("Nothing was written")
    assert dump() == before


def test_it_goes_into_the_mission_that_is_named_and_into_no_other(load: Load, world: World) -> None:
    coast = make_world("coast", reference="CO")
    load(mission="coast")
    assert {one.mission for one in Commitment.objects.filter(reference__startswith="VA26")} == {coast.mission}
    assert "26 added" not in load(mission="valley")[-1], "parties are shared, so they are there already"
    assert Commitment.objects.filter(reference="VA26-01").count() == 2
    assert ProvisionText.objects.count() == 2


def test_the_files_own_mission_is_taken_where_none_is_named(load: Load) -> None:
    own = ('reference = "VA26"\n', 'reference = "VA26"\nmission = "valley"\n')
    assert load(own, mission="")[-1] == "VA26 in valley: 26 added."
    [none] = load(mission="")
    assert "`mission` is missing" in none
    [wrong] = load(mission="vally")
    assert "no mission is 'vally'; did you mean 'valley'? there are valley." in wrong


def test_who_enters_it_administers_the_mission(load: Load, world: World) -> None:
    other = make_user("second@valley.example", name="second administrator")
    [refusal] = load(by="monitor@valley.example")
    assert "nobody of that address administers the mission valley" in refusal
    grant_role(user=other, mission=world.mission, role="administrator", by=None, at=NOW)
    [line] = load()
    assert line == "The mission valley has several administrators: say --by EMAIL who enters the agreement."
    load(by="Second@valley.example")
    assert RecordEntry.objects.filter(verb="agreement registered").latest("id").by == other
    assert Statement.objects.get().recorded_by == other


def test_an_exercise_is_for_the_seeding_to_play(load: Load) -> None:
    with pytest.raises(CommandError, match=r"agreement\.toml:8: `begins` makes this an exercise"):
        call_command("load_agreement", FOLDER / "exercises" / "northern-valley.agreement.toml", stdout=StringIO())
