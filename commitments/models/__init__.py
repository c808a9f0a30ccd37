from commitments.models.agreements import (
    Agreement,
    AgreementParty,
    Milestone,
    Provision,
    ProvisionText,
    Site,
)
from commitments.models.commitments import Commitment, CommitmentParty, Quantity
from commitments.models.deadlines import Deadline, DueDate, Timetable
from commitments.models.deeds import Deed, Receipt
from commitments.models.limits import Act, Reading, TimeLimit
from commitments.models.missions import Membership, Mission
from commitments.models.parties import Party
from commitments.models.people import User
from commitments.models.record import RecordEntry
from commitments.models.standing import Standing

__all__ = [
    "Act",
    "Agreement",
    "AgreementParty",
    "Commitment",
    "CommitmentParty",
    "Deadline",
    "Deed",
    "DueDate",
    "Membership",
    "Milestone",
    "Mission",
    "Party",
    "Provision",
    "ProvisionText",
    "Quantity",
    "Reading",
    "Receipt",
    "RecordEntry",
    "Site",
    "Standing",
    "TimeLimit",
    "Timetable",
    "User",
]
