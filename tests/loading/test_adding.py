"""What is absent is added, once; what the file gains later is added to it; the deadlines that move are named."""

from datetime import UTC, datetime

from commitments.actions.limits import strike
from commitments.models import Act, Agreement, Commitment, Deadline, Deed, Milestone, Reading, RecordEntry, TimeLimit
from monitoring.models import Alarm, Statement
from tests.factories import NOW, World
from tests.loading.conftest import VALLEY, Load, marked
from tests.seeds.test_again import dump

ARRIVED = ('counts_from = "de facto"\n', 'counts_from = "de facto"\nde_facto = 2026-05-20\n')
CLEARED = (
    'title = "Clear the road"',
    'title = "Clear the road"\ncompleted = 2026-05-25\ncompleted_source = "a patrol"',
)
GRANTED = """
[[commitment.limit.extension]]
granted_by = "Contact Group"
granted_on = 2026-05-20
by = "1 week"
reason = "rain"
source = "decision no. 1"

"""


READING = """reading = "thirty whole days"
adopted_because = "The day of signature is not counted elsewhere."
source = "Art. 1"
"""
ROAD = """label = "Road cleared"
after = "arrival"
count = "20 days"
source = "Art. 2"
"""
TALK = """text = "As soon as possible."
source = "Art. 6"
"""


def extended(after: str) -> tuple[str, str]:
    """The extension under the limit that ends with these lines."""
    return after, after + GRANTED


def due(reference: str, period: str = "") -> Deadline:
    return Deadline.objects.get(commitment__reference=reference, period=period)


def test_everything_of_a_file_enters(load: Load, world: World) -> None:
    said = load()
    assert not marked(said, "~") + marked(said, "!") + marked(said, "?")
    assert said[-1] == "VA26 in valley: 26 added."
    agreement = Agreement.objects.get(reference="VA26")
    assert agreement.milestones.get(key="arrival").at is None
    assert Commitment.objects.filter(agreement=agreement).count() == 6
    assert TimeLimit.objects.get(commitment__reference="VA26-01").readings.count() == 2
    assert Deed.objects.filter(kind="progress").get().category == "100 mm and above"
    assert Statement.objects.get().text == "We shall go."
    assert due("VA26-01").due_at == datetime(2026, 5, 31, 22, tzinfo=UTC)
    assert due("VA26-05", "1").due_at == datetime(2026, 5, 15, 22, tzinfo=UTC)
    assert due("VA26-04", "1").met_at
    assert due("VA26-02").certainty == "pending"
    assert {one.by for one in RecordEntry.objects.filter(verb="limit set")} == {world.administrator}


def test_a_time_known_to_the_day_and_one_known_to_the_hour_stay_what_they_are(load: Load) -> None:
    load()
    signature = Milestone.objects.get(key="signature")
    assert (signature.de_jure_day_only, signature.de_facto_day_only) == (True, False)
    assert signature.de_facto_at == datetime(2026, 5, 2, 9, tzinfo=UTC)


def test_the_first_loading_names_each_date_that_it_sets(load: Load) -> None:
    said = load()
    start = said.index("This sets 8 deadlines:")
    assert "    VA26-01 complete: 2026-05-31 24:00 Europe/Sarajevo" in said[start:]
    assert "        signature 1 May 2026 + 30 days = 31 May 2026, end of day Europe/Sarajevo" in said[start:]


def test_a_second_loading_changes_no_row_and_says_so(load: Load) -> None:
    load()
    before = dump()
    said = load()
    assert said == ["VA26 in valley: nothing to add."]
    assert dump() == before


def test_a_new_commitment_is_added_and_moves_nothing_else(load: Load) -> None:
    load()
    more = """
[[commitment]]
reference = "VA26-07"
title = "Open the school"
kind = "confidence building"
obligors = ["upper-side"]
text = "In June."
source = "Art. 7"

[[commitment.limit]]
on = 2026-06-30
source = "Art. 7"

[[statement]]
"""
    said = load(("[[statement]]\n", more))
    assert marked(said, "+") == ["+ commitment VA26-07 Open the school", "+ limit VA26-07/limit"]
    assert [line for line in said if line.startswith("This")] == ["This sets 1 deadline:"]


def test_a_milestone_that_happened_moves_what_is_counted_from_it(load: Load) -> None:
    load()
    said = load(ARRIVED)
    assert marked(said, "+") == ["+ milestone arrival de facto 20 May 2026"]
    assert said[1:] == [
        "This moves 2 deadlines:",
        "    VA26-02 complete: no date (anchor pending) → 2026-06-09 24:00 Europe/Sarajevo",
        "        arrival of the monitors 20 May 2026 + 20 days = 9 Jun 2026, end of day Europe/Sarajevo",
        "    VA26-03 complete: no date (anchor pending) → 2026-06-19 24:00 Europe/Sarajevo (projected)",
        f"        {due('VA26-03').arithmetic}",
        "VA26 in valley: 1 added.",
    ]
    assert load(ARRIVED) == ["VA26 in valley: nothing to add."]


def test_many_facts_at_once_are_worked_out_once_when_all_stand(load: Load) -> None:
    load(ARRIVED)
    before = RecordEntry.objects.filter(verb="deadline moved").count()
    said = load(ARRIVED, CLEARED, extended(ROAD))
    assert said[2:4] == [
        "This moves 2 deadlines:",
        "    VA26-02 complete: 2026-06-09 24:00 Europe/Sarajevo → 2026-06-16 24:00 Europe/Sarajevo",
    ]
    assert RecordEntry.objects.filter(verb="deadline moved").count() == before + 2
    opening = due("VA26-03")
    assert opening.due_at == datetime(2026, 6, 4, 22, tzinfo=UTC)
    why = opening.dates.last().why
    assert "extended by Contact Group: rain" in why
    assert "Completion of VA26-02 recorded" in why


def test_an_act_is_appended_to_those_on_record(load: Load) -> None:
    load()
    said = load(extended(READING))
    assert marked(said, "+") == ["+ limit VA26-01/complete extension of 20 May 2026 by Contact Group: rain"]
    assert "    VA26-01 complete: 2026-05-31 24:00 Europe/Sarajevo → 2026-06-07 24:00 Europe/Sarajevo" in said
    assert due("VA26-01").first_due_at == datetime(2026, 5, 31, 22, tzinfo=UTC)
    again = load(extended(READING))
    assert again == ["VA26 in valley: nothing to add."]
    assert Act.objects.count() == 1


def test_another_reading_stands_beside_and_moves_nothing(load: Load) -> None:
    load()
    reading = """[[commitment.limit.other_reading]]
key = "calendar-month"
words = "Thirty days mean a month"
after = "signature"
count = "1 month"
source = "a speech"

[[commitment.progress]]
"""
    said = load(("[[commitment.progress]]\n", reading))
    assert said == ["+ limit VA26-01/complete reading calendar-month", "VA26 in valley: 1 added."]
    assert Reading.objects.filter(limit__commitment__reference="VA26-01").count() == 3
    assert {other["key"] for other in due("VA26-01").others} >= {"calendar-month", "first-day-counts"}


def test_a_receipt_a_delivery_and_an_amount_are_added(load: Load) -> None:
    load()
    more = """[[receipt]]
of = "a list"
at = 2026-05-12
source = "the register of letters"

[[provision]]
"""
    done = """[[commitment.delivery]]
limit = "weekly"
period = "2"
on = 2026-05-14
obligor = "lower-side"
source = "the report itself"

[[commitment]]
reference = "VA26-05"
"""
    amount = """[[commitment.progress]]
on = 2026-05-14
amount = 3
of = "artillery"
obligor = "upper-side"
source = "report no. 2"

[[commitment]]
reference = "VA26-02"
"""
    said = load(
        ("[[provision]]\n", more),
        ('[[commitment]]\nreference = "VA26-05"\n', done),
        ('[[commitment]]\nreference = "VA26-02"\n', amount),
    )
    assert marked(said, "+") == [
        "+ receipt of a list 12 May 2026",
        "+ progress of VA26-01 100 mm and above by upper-side 3 on 14 May 2026",
        "+ delivery of VA26-04 weekly 2 by lower-side 14 May 2026",
    ]
    assert "    VA26-05 answer no. 2: 2026-05-17 24:00 Europe/Sarajevo" in said
    assert due("VA26-04", "2").met_at


def test_adherence_that_becomes_known_moves_what_is_counted_from_it(load: Load) -> None:
    own = ('after = "signature"\ncount = "30 days"', 'after = "own adherence"\ncount = "30 days"')
    load(own)
    adhered = ('roles = ["acceding"]\n', 'roles = ["acceding"]\nadhered_on = 2026-05-11\n')
    said = load(own, adhered)
    assert marked(said, "+") == ["+ party lower-side as acceding, adhering from 11 May 2026"]
    moves = [line for line in said if "→" in line]
    assert moves == ["    VA26-01 complete for lower-side: no date (anchor pending) → 2026-06-10 24:00 Europe/Sarajevo"]


def test_a_limit_for_what_had_none_is_added_with_its_term(load: Load) -> None:
    load()
    limit = '\n[[commitment.limit]]\non = 2026-07-01\nsource = "Art. 6"\n'
    said = load((TALK, TALK + limit))
    assert marked(said, "+") == [
        "+ commitment VA26-06: a time limit, where none was agreed",
        "+ limit VA26-06/limit",
    ]
    assert Commitment.objects.get(reference="VA26-06").term == "time_limit"
    assert Alarm.objects.filter(commitment__reference="VA26-06").exists()


def test_a_number_that_nobody_had_declared_may_be_declared(load: Load) -> None:
    load()
    said = load(("amount = 20\n", "amount = 20\nbaseline = 25\n"))
    assert marked(said, "+") == ["+ commitment VA26-01 quantity 100 mm and above baseline 25"]
    assert load(("amount = 20\n", "amount = 20\nbaseline = 25\n")) == ["VA26 in valley: nothing to add."]


PROGRESS = """[[commitment.progress]]
on = 2026-05-12
amount = 5
of = "artillery"
obligor = "upper-side"
source = "report no. 1"
"""
DELIVERY = """[[commitment.delivery]]
limit = "weekly"
period = "1"
on = 2026-05-07
obligor = "lower-side"
source = "the report itself"
"""
STATEMENT = """[[statement]]
party = "upper-side"
kind = "pledge"
stated_on = 2026-05-03
text = "We shall go."
source = "a speech"
commitment = "VA26-01"
"""


def test_what_stands_on_record_alone_is_listed_and_left(load: Load) -> None:
    load()
    before = dump()
    gone = (PROGRESS, DELIVERY, STATEMENT, "adhered_on = 2026-05-01\n", "de_facto = 2026-05-02T11:00:00\n")
    assert load(*((text, "") for text in gone)) == [
        "? party upper-side as signatory, adhering from 1 May 2026: only on record",
        "? milestone signature de facto 2 May 2026, 11:00 Europe/Sarajevo: only on record",
        "? progress of VA26-01 100 mm and above by upper-side 5 on 12 May 2026: only on record",
        "? delivery of VA26-04 weekly 1 by lower-side 7 May 2026: only on record",
        "? pledge by upper-side of 3 May 2026 on VA26-01: only on record",
        "VA26 in valley: nothing to add, 5 only on record.",
    ]
    assert dump() == before


def test_a_whole_commitment_on_record_alone_is_listed(load: Load) -> None:
    load()
    text = VALLEY.read_text(encoding="utf-8")
    talk = text[text.index('[[commitment]]\nreference = "VA26-06"') : text.index("[[statement]]")]
    assert load((talk, ""))[0] == "? commitment VA26-06 Talk: only on record"


def test_a_limit_struck_out_stays_struck_out(load: Load, world: World) -> None:
    load()
    strike(limit=TimeLimit.objects.get(commitment__reference="VA26-03"), why="a slip", by=world.administrator, at=NOW)
    before = dump()
    assert load()[0] == "? limit VA26-03/complete was struck out (a slip): only on record"
    assert dump() == before


def test_a_reading_may_be_adopted_and_left_again(load: Load) -> None:
    """Both adoptions name a reading by its key, also the one that the limit was entered with."""
    named = ('reading = "thirty whole days"', 'reading_key = "whole-days"\nreading = "thirty whole days"')
    load(named)
    adoption = """
[[commitment.limit.adoption]]
granted_by = "Joint Commission"
granted_on = 2026-05-{day}
reading = "{reading}"
reason = "both sides asked for it"
source = "decision"
"""
    first = adoption.format(day=20, reading="first-day-counts")
    load(named, (READING, READING + first))
    assert due("VA26-01").due_at == datetime(2026, 5, 30, 22, tzinfo=UTC)
    load(named, (READING, READING + first + adoption.format(day=21, reading="whole-days")))
    assert due("VA26-01").due_at == datetime(2026, 5, 31, 22, tzinfo=UTC)


def test_a_share_and_what_was_done_of_it_speak_of_one_quantity(load: Load) -> None:
    quarter = """
[[commitment.limit]]
key = "quarter"
on = 2026-05-15
percent = 25
of = "artillery"
source = "Art. 1"
"""
    load(("amount = 20\n", "amount = 20\nbaseline = 20\n"), (PROGRESS, quarter + PROGRESS))
    limit = Deadline.objects.get(limit__key="quarter")
    assert limit.amounts
    assert (limit.amounts["required"], limit.amounts["done"], limit.amounts["missing"]) == (5, 5, 0)
    assert limit.met_at
