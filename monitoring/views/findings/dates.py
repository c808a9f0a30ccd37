"""A deadline's instant as people say it: a limit that ends with a day is named by that day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from commitments.models import Deadline
from commitments.models.vocabulary import Boundary
from commitments.templatetags.when import in_words
from monitoring.forms.extension import runs_to_the_minute


def limit_words(moment: datetime | None, deadline: Deadline) -> str:
    """`31 Oct 2026, end of day, Asia/Baku`, or the minute where the text runs to one."""
    if moment is None:
        return _("no date")
    if deadline.boundary != Boundary.END_OF_DAY or runs_to_the_minute(deadline):
        return in_words(moment, deadline.zone)
    local = moment.astimezone(ZoneInfo(deadline.zone))
    if (local.hour, local.minute) != (0, 0):
        return in_words(moment, deadline.zone)
    day = format_date(local - timedelta(days=1), "j M Y")
    return _("%(day)s, end of day, %(zone)s") % {"day": day, "zone": deadline.zone}
