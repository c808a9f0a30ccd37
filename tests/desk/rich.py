"""A mission with every state alive, for the desk's tests and for looking at its pages."""

from datetime import date, timedelta

from commitments.actions.events import record_milestone
from commitments.actions.promises import promise_quantity
from commitments.actions.registers import add_provision, add_provision_text, add_site
from commitments.models import Milestone
from monitoring.actions.reports import submit_report
from monitoring.actions.scan import scan
from monitoring.actions.statements import record_statement
from tests.factories import NOW, World

DAY = timedelta(days=1)


def enrich(world: World, *, now=NOW) -> World:
    """Give a world lateness, an extension, a denial, a dispute, a draft, unknown baselines and other readings."""
    by = {"by": world.administrator, "at": now - 80 * DAY}
    site = add_site(
        mission=world.mission,
        key="upper-ford",
        name="Upper Ford",
        latitude=40.1234,
        longitude=46.1234,
        precision_m=300,
        **by,
    )
    provision = add_provision(agreement=world.agreement, article="Article 3(2)", heading="Heavy equipment", **by)
    for version, text in (
        ("English text", "All artillery leaves the zone by the sixtieth day."),
        ("River Front’s text", "All artillery leaves the zone until the sixtieth day."),
    ):
        add_provision_text(provision=provision, version=version, text=text, source="made up", **by)
    milestone = Milestone.objects.create(
        agreement=world.agreement, key="force", kind="entry_into_force", name="Entry into force", adopted="de_jure"
    )
    record_milestone(milestone=milestone, source="made up", de_jure_at=now - 80 * DAY, **by)

    artillery = world.commitment(
        title="Withdraw artillery beyond line B", provision=provision, site=site, at=now - 80 * DAY
    )
    deadline = world.deadline(artillery, due=now - 22 * DAY, at=now - 80 * DAY)
    world.extend(
        deadline, to=now - 12 * DAY, granted_by="the Contact Group", reason="roads closed by snow", at=now - 23 * DAY
    )
    quantity = promise_quantity(
        commitment=artillery, category="artillery", amount=20, baseline=20, baseline_source="declaration", **by
    )
    spot = {"latitude": 40.12, "longitude": 46.1, "place_precision": "near", "place_name": "Upper Ford"}
    seen = [world.observation(artillery, at=now - days * DAY, **spot) for days in (60, 41, 16, 2)]
    denied = {
        "sighting": "no_access",
        "access": "denied",
        "access_reason": "Told to come back with the liaison officer.",
        "counts": {},
        "narrative": "",
    }
    world.observation(artillery, at=now - 3 * DAY, **{**spot, **denied, "latitude": 40.16})
    world.approved(artillery, observations=seen, quantities={quantity: 14}, at=now - 10 * DAY)
    for party, kind, text in (
        (world.north, "denial", "All guns were behind the line by the evening of the 9th."),
        (world.south, "claim", "Six guns remain near Upper Ford."),
    ):
        record_statement(
            agreement=world.agreement,
            commitment=artillery,
            party=party,
            kind=kind,
            stated_on=(now - 4 * DAY).date(),
            text=text,
            source="made up",
            by=world.analyst,
            at=now - 4 * DAY,
        )

    minefields = world.commitment(
        title="Hand over minefield records", kind="demining", obligors=(world.south,), at=now - 60 * DAY
    )
    world.deadline(minefields, due=now - 3 * DAY, at=now - 60 * DAY)

    formation = world.commitment(
        title="Disarm the Lower Town formation", kind="disarmament", obligors=(world.south,), at=now - 60 * DAY
    )
    world.deadline(formation, due=now + timedelta(hours=23), at=now - 60 * DAY)
    promise_quantity(commitment=formation, category="small_arms", **by)
    world.observation(formation, at=now - 5 * DAY, sighting="nothing", counts={}, latitude=40.2, longitude=46.2)
    report = world.draft(formation, at=now - DAY, finding="inconclusive", implementation=1)
    submit_report(report=report, by=world.verifier, at=now - DAY)

    fire = world.commitment(
        title="Cease fire along the valley",
        kind="ceasefire",
        term="standing",
        obligors=(world.north, world.south),
        verification_interval_days=7,
        watched_from=now - 80 * DAY,
        at=now - 80 * DAY,
    )
    for days in (70, 55, 44, 30, 20, 9):
        world.observation(fire, at=now - days * DAY, latitude=40.3, longitude=46.3 + days / 1000)
    prisoners = world.commitment(title="Release prisoners", kind="prisoner_release", at=now - 60 * DAY)
    world.deadline(prisoners, due=now - 30 * DAY, at=now - 60 * DAY)
    world.approved(
        prisoners,
        finding="compliant",
        implementation=3,
        completed_at=now - 31 * DAY,
        at=now - 20 * DAY,
    )
    world.commitment(title="Open a dialogue channel", kind="dialogue_channel", term="no_agreed_deadline")
    record_statement(
        agreement=world.agreement,
        party=world.south,
        kind="pledge",
        stated_on=date(2026, 3, 2),
        text="We will keep it.",
        source="made up",
        by=world.analyst,
        at=now - 60 * DAY,
    )
    scan(now=now)
    return world
