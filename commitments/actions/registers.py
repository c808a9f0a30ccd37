"""The registers that an administrator keeps: missions, members, parties, agreements, provisions, sites."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.record import record
from commitments.actions.timetable import recompute
from commitments.models import (
    Agreement,
    AgreementParty,
    Membership,
    Milestone,
    Mission,
    Party,
    Provision,
    ProvisionText,
    Site,
    User,
)
from commitments.models.vocabulary import MemberRole


@transaction.atomic
def open_mission(*, slug: str, name: str, zone: str, by: User | None, at: datetime, **fields: Any) -> Mission:
    """Create a mission, or bring an existing one of that slug to these values."""
    mission, created = Mission.objects.update_or_create(slug=slug, defaults={"name": name, "zone": zone, **fields})
    if created:
        record("mission opened", subject=slug, mission=mission, by=by, at=at, name=name, zone=zone)
    return mission


@transaction.atomic
def grant_role(*, user: User, mission: Mission, role: str, by: User | None, at: datetime) -> Membership:
    """Give a user a role in a mission; an earlier role of theirs there is replaced."""
    membership, created = Membership.objects.get_or_create(user=user, mission=mission, defaults={"role": role})
    if not created and membership.role == role:
        return membership
    membership.role = role
    membership.save()
    _open_or_close_administration(user)
    record("role granted", subject=user.email, mission=mission, by=by, at=at, role=role)
    return membership


@transaction.atomic
def invite(*, email: str, name: str, mission: Mission, role: str, by: User | None, at: datetime) -> Membership:
    """Give a role to whoever has this e-mail address; without an account, make one that has no password yet.

    They get in by asking for a password at the sign-in page.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, None, name=name or email.partition("@")[0])
        record("account made", subject=user.email, mission=mission, by=by, at=at, name=user.name)
    return grant_role(user=user, mission=mission, role=role, by=by, at=at)


@transaction.atomic
def end_membership(*, membership: Membership, by: User | None, at: datetime) -> None:
    """Take a person out of a mission. Their account and what they recorded stay."""
    user, mission = membership.user, membership.mission
    membership.delete()
    _open_or_close_administration(user)
    record("membership ended", subject=user.email, mission=mission, by=by, at=at, role=membership.role)


def _open_or_close_administration(user: User) -> None:
    """Whoever administers a mission may open the administration, and nobody else but superusers."""
    administers = user.memberships.filter(role=MemberRole.ADMINISTRATOR).exists()
    if user.is_staff != (administers or user.is_superuser):
        user.is_staff = administers or user.is_superuser
        user.save(update_fields=["is_staff"])


@transaction.atomic
def register_party(*, slug: str, name: str, kind: str, by: User | None, at: datetime, **fields: Any) -> Party:
    """Create a party, or return the one that already has this slug."""
    party, created = Party.objects.get_or_create(slug=slug, defaults={"name": name, "kind": kind, **fields})
    if created:
        record("party registered", subject=slug, mission=None, by=by, at=at, name=name, kind=kind)
    return party


@transaction.atomic
def register_agreement(
    *,
    mission: Mission,
    reference: str,
    title: str,
    zone: str,
    source: str,
    by: User | None,
    at: datetime,
    **fields: Any,
) -> Agreement:
    """Create an agreement in a mission, or return the one that already has this reference."""
    agreement, created = Agreement.objects.get_or_create(
        mission=mission, reference=reference, defaults={"title": title, "zone": zone, "source": source, **fields}
    )
    if created:
        record("agreement registered", subject=reference, mission=mission, by=by, at=at, title=title)
    return agreement


@transaction.atomic
def add_party_role(
    *,
    agreement: Agreement,
    party: Party,
    role: str,
    by: User | None,
    at: datetime,
    adhered_on: date | None = None,
    source: str = "",
) -> AgreementParty:
    """Say what part a party plays in an agreement, and from when it adheres."""
    row, created = AgreementParty.objects.get_or_create(
        agreement=agreement, party=party, role=role, defaults={"adhered_on": adhered_on, "source": source}
    )
    if created:
        _record_in(agreement, "party role added", party.slug, by=by, at=at, role=role, adhered_on=adhered_on)
        if adhered_on:
            recompute(agreement, by=by, at=at, why=_("adherence of %(party)s recorded") % {"party": party.label})
    return row


@transaction.atomic
def add_provision(
    *, agreement: Agreement, article: str, by: User | None, at: datetime, heading: str = "", position: int = 0
) -> Provision:
    """Add an article or paragraph to an agreement."""
    provision, created = Provision.objects.get_or_create(
        agreement=agreement, article=article, defaults={"heading": heading, "position": position}
    )
    if created:
        _record_in(agreement, "provision added", article, by=by, at=at, heading=heading)
    return provision


@transaction.atomic
def add_provision_text(
    *,
    provision: Provision,
    version: str,
    text: str,
    source: str,
    by: User | None,
    at: datetime,
    language: str = "en",
    is_paraphrase: bool = True,
) -> ProvisionText:
    """Add one language's or one party's version of a provision."""
    row, created = ProvisionText.objects.get_or_create(
        provision=provision,
        version=version,
        language=language,
        defaults={"text": text, "source": source, "is_paraphrase": is_paraphrase},
    )
    if created:
        _record_in(provision.agreement, "text version added", provision.article, by=by, at=at, version=version)
    return row


@transaction.atomic
def add_site(*, mission: Mission, key: str, name: str, by: User | None, at: datetime, **fields: Any) -> Site:
    """Add a place that commitments speak of."""
    site, created = Site.objects.get_or_create(mission=mission, key=key, defaults={"name": name, **fields})
    if created:
        record("site added", subject=key, mission=mission, by=by, at=at, name=name)
    return site


@transaction.atomic
def add_milestone(
    *, agreement: Agreement, key: str, kind: str, name: str, adopted: str, by: User | None, at: datetime, **fields: Any
) -> Milestone:
    """Add an event that limits are counted from. `fields` may hold `de_jure_at`, `de_facto_at`, whether of each only
    the day is known, and `source`; one that has not happened has no time, and `record_milestone` says later when it
    did."""
    milestone, created = Milestone.objects.get_or_create(
        agreement=agreement, key=key, defaults={"kind": kind, "name": name, "adopted": adopted, **fields}
    )
    if created:
        _record_in(agreement, "milestone added", key, by=by, at=at, name=name, happened_at=milestone.at)
    return milestone


def _record_in(agreement: Agreement, verb: str, what: str, *, by: User | None, at: datetime, **content: Any) -> None:
    subject = f"{agreement.reference} {what}"
    record(verb, subject=subject, mission=agreement.mission, by=by, at=at, **content)
