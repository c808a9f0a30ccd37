"""The closed vocabularies of a file. They are those of `models/vocabulary.py`; a test holds both together."""

PARTY_KINDS = ("state", "armed_formation", "international_body", "government_body", "other")

PARTY_ROLES = ("signatory", "acceding", "non_signatory", "guarantor", "mediator", "witness", "monitor")

MILESTONE_KINDS = (
    "signature",
    "entry_into_force",
    "ceasefire_start",
    "transfer_of_authority",
    "d_day",
    "arrival",
    "receipt",
    "other",
)

COMMITMENT_KINDS = (
    "ceasefire",
    "disarmament",
    "demobilisation",
    "heavy_equipment_withdrawal",
    "troop_withdrawal",
    "prisoner_release",
    "demining",
    "humanitarian_access",
    "civilian_safety",
    "return_of_displaced",
    "economic_normalisation",
    "dialogue_channel",
    "confidence_building",
    "verification_access",
    "third_party_pledge",
    "political_measure",
    "territorial_handover",
)

TERMS = ("time_limit", "no_agreed_deadline", "standing")

EQUIPMENT = (
    "battle_tanks",
    "armoured_combat_vehicles",
    "artillery",
    "multiple_launch_rocket_systems",
    "combat_aircraft",
    "attack_helicopters",
    "missiles_and_launchers",
    "manpads",
    "mortars",
    "air_defence",
    "small_arms",
    "ammunition",
    "personnel",
    "vehicles",
    "kilometres",
)

STATEMENT_KINDS = ("claim", "denial", "acknowledgement", "dispute", "pledge")
