from monitoring.models.alarms import Alarm
from monitoring.models.flags import Flag
from monitoring.models.notices import Delivery, Heartbeat, Notice
from monitoring.models.observations import Observation, ObservedQuantity
from monitoring.models.reports import ReportObservation, VerificationReport, VerifiedQuantity
from monitoring.models.statements import Statement

__all__ = [
    "Alarm",
    "Delivery",
    "Flag",
    "Heartbeat",
    "Notice",
    "Observation",
    "ObservedQuantity",
    "ReportObservation",
    "Statement",
    "VerificationReport",
    "VerifiedQuantity",
]
