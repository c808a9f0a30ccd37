from commitments.models.agreements import (
    Agreement,
    AgreementParty,
    Milestone,
    Provision,
    ProvisionText,
    Site,
)
from commitments.models.commitments import Commitment, CommitmentParty, Quantity
from commitments.models.deadlines import Deadline, Extension, Reading
from commitments.models.missions import Membership, Mission
from commitments.models.parties import Party
from commitments.models.people import User
from commitments.models.record import RecordEntry
from commitments.models.standing import Standing

__all__ = [
    "Agreement",
    "AgreementParty",
    "Commitment",
    "CommitmentParty",
    "Deadline",
    "Extension",
    "Membership",
    "Milestone",
    "Mission",
    "Party",
    "Provision",
    "ProvisionText",
    "Quantity",
    "Reading",
    "RecordEntry",
    "Site",
    "Standing",
    "User",
]
