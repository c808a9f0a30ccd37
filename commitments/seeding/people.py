"""Missions and demo accounts."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password

from commitments.actions.loading import explaining
from commitments.actions.registers import grant_role, open_mission
from commitments.agreement_file.reading import Table
from commitments.models import Membership, Mission, User
from commitments.models.vocabulary import MemberRole


@dataclass(frozen=True)
class Account:
    """A demo account as the file gives it: a role instead of a name, and a password that anybody may read."""

    email: str
    name: str
    role: str
    password: str
    missions: tuple[str, ...]


def accounts(table: Table) -> list[Account]:
    """Every account of the file, without asking the database."""
    password = table.text("demo_password")
    missions = {str(row.get("slug")) for row in table.content.get("mission", [])}
    return [_account(row, password, missions) for row in table.tables("account")]


def _account(row: Table, password: str, missions: set[str]) -> Account:
    account = Account(
        email=row.text("email").lower(),
        name=row.text("name"),
        role=row.word("role", MemberRole.values),
        password=password,
        missions=row.names("missions", missions),
    )
    row.finish()
    return account


def load_people(table: Table, *, at: datetime) -> tuple[int, int]:
    """Open the missions and make the accounts that are not there yet. What exists is left as it is, also a password
    that somebody changed. Returns how many missions and accounts the file holds."""
    people = accounts(table)
    # One hash for one public password: six slow ones would be most of the wait for a first demo.
    password_hash = cache(make_password)
    missions = {mission.slug: mission for mission in (_mission(row, at=at) for row in table.tables("mission"))}
    table.finish()
    for account in people:
        user = User.objects.filter(email=account.email).first() or _user(account, password_hash(account.password))
        for slug in account.missions:
            if not Membership.objects.filter(user=user, mission=missions[slug]).exists():
                grant_role(user=user, mission=missions[slug], role=account.role, by=None, at=at)
    return len(missions), len(people)


def _mission(row: Table, *, at: datetime) -> Mission:
    slug, name, zone = row.text("slug"), row.text("name"), row.text("zone")
    fields = {
        "is_exercise": row.yes("is_exercise", False),
        "is_archive": row.yes("is_archive", False),
        "note": row.text("note"),
    }
    row.text("source")
    row.finish()
    existing = Mission.objects.filter(slug=slug).first()
    with explaining(row.source, row.path, row.where):
        return existing or open_mission(slug=slug, name=name, zone=zone, by=None, at=at, **fields)


def _user(account: Account, password_hash: str) -> User:
    user = User.objects.create_user(
        account.email, None, name=account.name, is_staff=account.role == MemberRole.ADMINISTRATOR
    )
    user.password = password_hash
    user.save(update_fields=["password"])
    return user
