"""Who acts in a seed file: demo accounts, called by the part of their address before the @."""

from dataclasses import dataclass

from commitments.models import Mission, User
from commitments.seeding.reading import Table


@dataclass(frozen=True)
class Cast:
    """The members of one mission by that short name."""

    people: dict[str, User]

    def person(self, row: Table, key: str) -> User:
        name = row.text(key)
        if name not in self.people:
            raise row.wrong(key, f"names {name!r}; it may name {', '.join(sorted(self.people))}")
        return self.people[name]


def cast_of(mission: Mission) -> Cast:
    return Cast({user.email.split("@")[0]: user for user in User.objects.filter(memberships__mission=mission)})
