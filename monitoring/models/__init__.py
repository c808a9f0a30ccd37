from monitoring.models.alarms import Alarm
from monitoring.models.feeds import CalendarFeed
from monitoring.models.flags import Flag
from monitoring.models.notices import Delivery, Heartbeat, Notice
from monitoring.models.observations import Observation, ObservedQuantity
from monitoring.models.reports import ReportObservation, VerificationReport, VerifiedQuantity
from monitoring.models.statements import Statement
from monitoring.models.telling import Escalation, NoticePreference
from monitoring.models.webhooks import Webhook, WebhookAttempt, WebhookDelivery

__all__ = [
    "Alarm",
    "CalendarFeed",
    "Delivery",
    "Escalation",
    "Flag",
    "Heartbeat",
    "Notice",
    "NoticePreference",
    "Observation",
    "ObservedQuantity",
    "ReportObservation",
    "Statement",
    "VerificationReport",
    "VerifiedQuantity",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
]
