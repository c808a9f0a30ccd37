"""How members want to be told, and when a mission tells on what stays open."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.models import Membership, Mission
from commitments.models.fields import together, validate_zone, within
from monitoring.models.vocabulary import Pace
from monitoring.rules.pace import MONDAY, MORNING, Wish

LAST_HOUR, SUNDAY = 23, 6


class NoticePreference(models.Model):
    """What one member chose for mails of one mission; without a row each notice is mailed at once.

    Hours are whole hours of the day: the digest's in the mission's zone, the quiet ones in `quiet_zone`, which is the
    mission's where it is empty. The list on the page always gets everything.
    """

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="preference")
    pace = models.CharField(max_length=12, choices=Pace.listed, default=Pace.IMMEDIATE)
    digest_hour = models.PositiveSmallIntegerField(default=MORNING)
    digest_weekday = models.PositiveSmallIntegerField(default=MONDAY)
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_zone = models.CharField(max_length=64, blank=True, validators=[validate_zone])

    class Meta:
        constraints = [
            within("pace", Pace.values, name="pace_known"),
            models.CheckConstraint(condition=Q(digest_hour__lte=LAST_HOUR), name="digest_hour_of_the_day"),
            models.CheckConstraint(condition=Q(digest_weekday__lte=SUNDAY), name="digest_day_of_the_week"),
            models.CheckConstraint(
                condition=Q(quiet_from__lte=LAST_HOUR, quiet_until__lte=LAST_HOUR) & ~Q(quiet_from=F("quiet_until"))
                | Q(quiet_from__isnull=True),
                name="quiet_hours_of_the_day",
            ),
            together("quiet_from", "quiet_until", name="quiet_hours_have_both_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.get_pace_display()}"

    @property
    def wish(self) -> Wish:
        """The same as the rule takes it."""
        zone = self.membership.mission.zone
        quiet: Any = None if self.quiet_from is None else (self.quiet_from, self.quiet_until)
        return Wish(self.pace, zone, self.digest_hour, self.digest_weekday, quiet, self.quiet_zone or zone)


class Escalation(models.Model):
    """After how many hours a mission tells on a flag that is still open. Empty: told as soon as it is raised."""

    mission = models.OneToOneField(Mission, on_delete=models.CASCADE, related_name="escalation")
    analysts_after_hours = models.PositiveSmallIntegerField(
        _("hours until analysts are told"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(8760)],
        help_text=_("Empty: analysts are told at once, with those whose duty it is."),
    )
    administrators_after_hours = models.PositiveSmallIntegerField(
        _("hours until administrators are told"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(8760)],
        help_text=_("Empty: administrators are told at once, with those whose duty it is."),
    )

    class Meta:
        verbose_name = _("escalation")
        ordering = ["mission"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(analysts_after_hours__isnull=True) | Q(analysts_after_hours__gt=0))
                & (Q(administrators_after_hours__isnull=True) | Q(administrators_after_hours__gt=0)),
                name="escalation_waits_at_least_an_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.mission}"
