"""The field's own words, as the choices that models, forms and pages share."""

from typing import Any

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Words(TextChoices):
    """A closed vocabulary. Fields take `listed` itself, so that a new label needs no migration."""

    @classmethod
    def listed(cls) -> list[tuple[str, Any]]:
        return cls.choices


class Codes(IntegerChoices):
    """A closed vocabulary of numbers, likewise."""

    @classmethod
    def listed(cls) -> list[tuple[int, Any]]:
        return cls.choices


class MemberRole(Words):
    MONITOR = "monitor", _("Monitor")
    VERIFIER = "verifier", _("Verifier")
    ANALYST = "analyst", _("Analyst")
    ADMINISTRATOR = "administrator", _("Administrator")


class PartyKind(Words):
    STATE = "state", _("State")
    ARMED_FORMATION = "armed_formation", _("Armed formation")
    INTERNATIONAL_BODY = "international_body", _("International body")
    GOVERNMENT_BODY = "government_body", _("Government body")
    OTHER = "other", _("Other")


class PartyRole(Words):
    SIGNATORY = "signatory", _("Signatory")
    ACCEDING = "acceding", _("Acceding")
    NON_SIGNATORY = "non_signatory", _("Non-signatory actor")
    GUARANTOR = "guarantor", _("Guarantor")
    MEDIATOR = "mediator", _("Mediator")
    WITNESS = "witness", _("Witness")
    MONITOR = "monitor", _("Monitor")


class MilestoneKind(Words):
    SIGNATURE = "signature", _("Signature")
    ENTRY_INTO_FORCE = "entry_into_force", _("Entry into force")
    CEASEFIRE_START = "ceasefire_start", _("Start of ceasefire")
    TRANSFER_OF_AUTHORITY = "transfer_of_authority", _("Transfer of authority")
    D_DAY = "d_day", _("D-Day")
    ARRIVAL = "arrival", _("Arrival")
    RECEIPT = "receipt", _("Receipt")
    OTHER = "other", _("Other")


class Basis(Words):
    DE_JURE = "de_jure", _("De jure")
    DE_FACTO = "de_facto", _("De facto")


class CommitmentKind(Words):
    CEASEFIRE = "ceasefire", _("Ceasefire")
    DISARMAMENT = "disarmament", _("Disarmament")
    DEMOBILISATION = "demobilisation", _("Demobilisation")
    HEAVY_EQUIPMENT_WITHDRAWAL = "heavy_equipment_withdrawal", _("Heavy-equipment withdrawal")
    TROOP_WITHDRAWAL = "troop_withdrawal", _("Troop withdrawal")
    PRISONER_RELEASE = "prisoner_release", _("Prisoner release")
    DEMINING = "demining", _("Demining")
    HUMANITARIAN_ACCESS = "humanitarian_access", _("Humanitarian access")
    CIVILIAN_SAFETY = "civilian_safety", _("Civilian safety and rights")
    RETURN_OF_DISPLACED = "return_of_displaced", _("Return of displaced persons")
    ECONOMIC_NORMALISATION = "economic_normalisation", _("Economic normalisation")
    DIALOGUE_CHANNEL = "dialogue_channel", _("Dialogue channel")
    CONFIDENCE_BUILDING = "confidence_building", _("Confidence-building measure")
    VERIFICATION_ACCESS = "verification_access", _("Verification access")
    THIRD_PARTY_PLEDGE = "third_party_pledge", _("Third-party pledge")
    POLITICAL_MEASURE = "political_measure", _("Political measure")
    TERRITORIAL_HANDOVER = "territorial_handover", _("Hand-over of territory")


class Term(Words):
    TIME_LIMIT = "time_limit", _("Time limit")
    NO_AGREED_DEADLINE = "no_agreed_deadline", _("No agreed deadline")
    STANDING = "standing", _("Standing obligation")


class Capacity(Words):
    OBLIGOR = "obligor", _("Obligor")
    BENEFICIARY = "beneficiary", _("Towards")
    GUARANTOR = "guarantor", _("Guaranteed by")


class EquipmentCategory(Words):
    BATTLE_TANKS = "battle_tanks", _("Battle tanks")
    ARMOURED_COMBAT_VEHICLES = "armoured_combat_vehicles", _("Armoured combat vehicles")
    ARTILLERY = "artillery", _("Artillery")
    MULTIPLE_LAUNCH_ROCKET_SYSTEMS = "multiple_launch_rocket_systems", _("Multiple-launch rocket systems")
    COMBAT_AIRCRAFT = "combat_aircraft", _("Combat aircraft")
    ATTACK_HELICOPTERS = "attack_helicopters", _("Attack helicopters")
    MISSILES_AND_LAUNCHERS = "missiles_and_launchers", _("Missiles and launchers")
    MANPADS = "manpads", _("MANPADS")
    MORTARS = "mortars", _("Mortars")
    AIR_DEFENCE = "air_defence", _("Air defence")
    SMALL_ARMS = "small_arms", _("Small arms and light weapons")
    AMMUNITION = "ammunition", _("Ammunition")
    PERSONNEL = "personnel", _("Personnel")
    VEHICLES = "vehicles", _("Vehicles")
    KILOMETRES = "kilometres", _("Kilometres")


class LimitKind(Words):
    COMPLETE_BY = "complete_by", _("Complete by")
    START_BY = "start_by", _("Start by")
    NOT_BEFORE = "not_before", _("Not before")
    REPORT_BY = "report_by", _("Report by")
    NOTICE_BY = "notice_by", _("Notice by")
    TERM_ENDS = "term_ends", _("Term ends")


class Certainty(Words):
    FIXED = "fixed", _("Fixed")
    PROJECTED = "projected", _("Projected")
    PENDING = "pending", _("Anchor pending")
    WITHDRAWN = "withdrawn", _("No longer asked for")


class DeedKind(Words):
    START = "start", _("Start")
    COMPLETION = "completion", _("Completion")
    PROGRESS = "progress", _("Progress")
    DELIVERY = "delivery", _("Delivery")


class LimitAct(Words):
    EXTENSION = "extension", _("Extension")
    SUSPENSION = "suspension", _("Suspension")
    RESUMPTION = "resumption", _("Resumption")
    WAIVER = "waiver", _("Waiver")
    ADOPTION = "adoption", _("Adoption of another reading")


class Implementation(Codes):
    """As the Peace Accords Matrix codes it."""

    NOT_INITIATED = 0, _("Not initiated")
    MINIMAL = 1, _("Minimal")
    INTERMEDIATE = 2, _("Intermediate")
    FULL = 3, _("Full")


class Finding(Words):
    COMPLIANT = "compliant", _("Compliant")
    PARTLY_COMPLIANT = "partly_compliant", _("Partly compliant")
    NON_COMPLIANT = "non_compliant", _("Non-compliant")
    INCONCLUSIVE = "inconclusive", _("Inconclusive")
    UNABLE_TO_VERIFY = "unable_to_verify", _("Unable to verify")


class StandardOfProof(Words):
    REASONABLE_SUSPICION = "reasonable_suspicion", _("Reasonable suspicion")
    REASONABLE_GROUNDS = "reasonable_grounds", _("Reasonable grounds to believe")
    BALANCE_OF_PROBABILITIES = "balance_of_probabilities", _("Balance of probabilities")
    BEYOND_REASONABLE_DOUBT = "beyond_reasonable_doubt", _("Beyond reasonable doubt")
