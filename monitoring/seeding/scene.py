"""What a story speaks of: the agreement's parties, places, milestones and promises by their keys, and who acts.

People are demo accounts, called by the part of their address before the @.
"""

from dataclasses import dataclass
from datetime import date, datetime

from commitments.actions.loading import Loading
from commitments.agreement_file.reading import Table
from commitments.models import Agreement, Commitment, Milestone, Party, Site, User
from commitments.rules.treaty.calendar import civil_day


@dataclass(frozen=True)
class Scene:
    agreement: Agreement
    parties: dict[str, Party]
    sites: dict[str, Site]
    milestones: dict[str, Milestone]
    commitments: dict[str, Commitment]
    people: dict[str, User]

    def person(self, row: Table, key: str) -> User:
        return self.people[row.name(key, self.people)]

    def party(self, row: Table, key: str) -> Party:
        return self.parties[row.name(key, self.parties)]

    def commitment(self, row: Table, key: str) -> Commitment:
        return self.commitments[row.name(key, self.commitments)]

    def day(self, at: datetime) -> date:
        """The civil day in the agreement's zone."""
        return civil_day(at, self.agreement.zone)


def scene_of(loading: Loading) -> Scene:
    members = User.objects.filter(memberships__mission=loading.mission)
    return Scene(
        agreement=loading.agreement,
        parties=loading.parties,
        sites=loading.sites,
        milestones=loading.milestones,
        commitments=loading.commitments,
        people={user.email.split("@")[0]: user for user in members},
    )
