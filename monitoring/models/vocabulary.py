"""The words of observing and reporting."""

from django.utils.translation import gettext_lazy as _

from commitments.models.vocabulary import Words


class Sighting(Words):
    SEEN = "seen", _("Saw something")
    NOTHING = "nothing", _("Nothing there")
    NO_ACCESS = "no_access", _("Access denied")


class TimePrecision(Words):
    EXACT = "exact", _("to the minute")
    TEN_MINUTES = "ten_minutes", _("within 10 minutes")
    HOUR = "hour", _("within the hour")
    DAY = "day", _("that day")
    NOT_STATED = "not_stated", _("not stated")


class PlacePrecision(Words):
    EXACT = "exact", _("at the spot (10 m)")
    NEAR = "near", _("near by (100 m)")
    AREA = "area", _("in the area (1 km)")
    REGION = "region", _("in the region (10 km)")
    NOT_STATED = "not_stated", _("not stated")

    @property
    def metres(self) -> int | None:
        """The radius that the words stand for."""
        return {"exact": 10, "near": 100, "area": 1_000, "region": 10_000}.get(self.value)


class Means(Words):
    SAW = "saw", _("Saw")
    HEARD = "heard", _("Heard")
    CAMERA = "camera", _("Camera")
    UAV = "uav", _("UAV")
    SATELLITE = "satellite", _("Satellite")
    DOCUMENT = "document", _("Document")
    INTERVIEW = "interview", _("Told")


class Directness(Words):
    DIRECT = "direct", _("I perceived it myself")
    REPORTED = "reported", _("Somebody reported it to me")


class Reliability(Words):
    A = "A", _("A – completely reliable")
    B = "B", _("B – usually reliable")
    C = "C", _("C – fairly reliable")
    D = "D", _("D – not usually reliable")
    E = "E", _("E – unreliable")
    F = "F", _("F – cannot be judged")


class Credibility(Words):
    CONFIRMED = "1", _("1 – confirmed by other sources")
    PROBABLE = "2", _("2 – probably true")
    POSSIBLE = "3", _("3 – possibly true")
    DOUBTFUL = "4", _("4 – doubtful")
    IMPROBABLE = "5", _("5 – improbable")
    UNKNOWN = "6", _("6 – cannot be judged")


class Access(Words):
    GRANTED = "granted", _("Granted")
    RESTRICTED = "restricted", _("Restricted")
    DENIED = "denied", _("Denied")


class ReportState(Words):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaits a decision")
    RETURNED = "returned", _("Returned to the author")
    APPROVED = "approved", _("Approved")


class StatementKind(Words):
    CLAIM = "claim", _("Claim")
    DENIAL = "denial", _("Denial")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    DISPUTE = "dispute", _("Dispute")
    PLEDGE = "pledge", _("Pledge")


class FlagKind(Words):
    DUE_SOON = "due_soon", _("Due soon")
    OVERDUE = "overdue", _("Deadline passed")
    START_MISSED = "start_missed", _("Not started in time")
    TOO_EARLY = "too_early", _("Too early")
    RATE_SHORTFALL = "rate_shortfall", _("Less than promised")
    RECURRING_MISSED = "recurring_missed", _("Recurring item missed")
    VERIFICATION_LAPSED = "verification_lapsed", _("Not observed in time")
    REPORT_AWAITING = "report_awaiting", _("Report undecided for too long")


class NoticeKind(Words):
    FLAG_RAISED = "flag_raised", _("Flag raised")
    FLAG_ESCALATED = "flag_escalated", _("Flag still open")
    FLAG_CLOSED = "flag_closed", _("Flag closed")
    FLAG_REOPENED = "flag_reopened", _("Flag reopened")
    REPORT_SUBMITTED = "report_submitted", _("Report awaits a decision")
    REPORT_RETURNED = "report_returned", _("Report returned")
    REPORT_APPROVED = "report_approved", _("Report approved")

    @classmethod
    def about(cls, subject: str) -> list[str]:
        """The kinds that tell of a `flag`, or of a `report`."""
        return [kind for kind in cls.values if kind.startswith(f"{subject}_")]


class Pace(Words):
    IMMEDIATE = "immediate", _("At once, one mail for each")
    DAILY = "daily", _("Once a day, all in one mail")
    WEEKLY = "weekly", _("Once a week, all in one mail")
    NONE = "none", _("No mail; the list on the page is enough")


class EscalationStep(Words):
    ANALYST = "analyst", _("Told on to analysts")
    ADMINISTRATOR = "administrator", _("Told on to administrators")


class Channel(Words):
    IN_APP = "in_app", _("on the page")
    EMAIL = "email", _("by e-mail")
