"""What the tests of findings share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commitments.actions.registers import grant_role
from commitments.models import User
from monitoring.models import Observation, VerificationReport
from tests.factories import NOW, World, make_user

SignIn = Callable[[User], Client]


def at(name: str, report: VerificationReport) -> str:
    return reverse(name, args=[report.mission.slug, report.number, report.version])


def written(*observations: Observation, **changes: Any) -> dict[str, Any]:
    """A report form as a verifier fills it in."""
    return {
        "observations": [one.reference for one in observations],
        "finding": "partly_compliant",
        "implementation": "2",
        "standard_of_proof": "reasonable_grounds",
        "conclusion": "No indication of movement at the two sites visited.",
        "reasoning": "Two teams counted on two days.",
        "limits_on_access": "",
        "then": "submit",
        **changes,
    }


@pytest.fixture
def verifier3(world: World) -> User:
    """One more verifier, for races between two who may both decide."""
    user = make_user("verifier3@valley.example")
    grant_role(user=user, mission=world.mission, role="verifier", by=None, at=NOW)
    return user
