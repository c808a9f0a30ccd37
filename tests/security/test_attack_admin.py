"""An administrator of one mission, asking the administration about people and missions that are not theirs."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from commitments.actions.registers import grant_role
from commitments.models import User
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
COMMITMENTS = "admin:commitments_commitment_changelist"


@pytest.mark.parametrize(
    ("register", "lookup"),
    [
        ("commitments_commitment", "mission__memberships__user__password__startswith=argon2"),
        ("commitments_commitment", "agreement__mission__memberships__user__email__startswith=monitor"),
        ("commitments_commitment", "agreement__party_roles__party__commitment_roles__commitment__title__contains=Far"),
        ("commitments_provision", "agreement__parties__agreements__title__startswith=Cease"),
        ("monitoring_observation", "mission__memberships__user__memberships__mission__slug=coast"),
        ("monitoring_verificationreport", "mission__reports__reasoning__startswith=C"),
    ],
)
def test_a_filter_is_no_oracle(world: World, other_world: World, as_user: SignIn, register: str, lookup: str) -> None:
    """Rows that come or go with a guess would give a password hash or another mission's words away by the letter."""
    world.commitment()
    other_world.commitment(title="Far away")
    answer = as_user(world.administrator).get(f"{reverse(f'admin:{register}_changelist')}?{lookup}")
    assert answer.status_code == 400


def test_the_filters_in_the_margin_still_narrow(world: World, other_world: World, as_user: SignIn) -> None:
    world.commitment()
    other_world.commitment(title="Far away")
    admin = as_user(world.administrator)

    def count(query: str) -> int:
        answer = admin.get(f"{reverse(COMMITMENTS)}?{query}")
        assert answer.status_code == 200, query
        return int(answer.context["cl"].result_count)

    assert count(f"mission__id__exact={world.mission.pk}") == 1
    assert count(f"agreement__id__exact={world.agreement.pk}") == 1
    assert count("kind__exact=heavy_equipment_withdrawal") == 1
    assert count("kind__exact=prisoner_exchange") == 0
    foreign = admin.get(f"{reverse(COMMITMENTS)}?mission__id__exact={other_world.mission.pk}")
    assert "Far away" not in foreign.content.decode()


def test_a_forged_agreement_does_not_tell_its_zone(world: World, other_world: World, as_user: SignIn) -> None:
    other_world.agreement.zone = "Pacific/Chatham"
    other_world.agreement.save()
    answer = as_user(world.administrator).post(
        reverse("admin:commitments_commitment_add"), {"agreement": other_world.agreement.pk}
    )
    assert answer.context["times_in"] == "UTC"
    world.agreement.zone = "Pacific/Chatham"
    world.agreement.save()
    own = as_user(world.administrator).post(
        reverse("admin:commitments_commitment_add"), {"agreement": world.agreement.pk}
    )
    assert own.context["times_in"] == "Pacific/Chatham"


def test_inviting_somebody_does_not_tell_when_they_sign_in(world: World, other_world: World, as_user: SignIn) -> None:
    as_user(other_world.monitor)
    grant_role(user=other_world.monitor, mission=world.mission, role="monitor", by=world.administrator, at=NOW)
    admin = as_user(world.administrator)

    def page(user: User) -> str:
        return admin.get(reverse("admin:commitments_user_change", args=[user.pk])).content.decode()

    assert "field-last_login" in page(world.monitor)
    assert "field-last_login" not in page(other_world.monitor)
    assert "field-date_joined" not in page(other_world.monitor)
    assert "last_login" not in admin.get(reverse("admin:commitments_user_changelist")).content.decode()
