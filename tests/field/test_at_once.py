"""One form sent by many hands in the same moment is still one observation."""

from uuid import uuid4

from commitments.models import Commitment, RecordEntry
from monitoring.actions.standing import differences
from monitoring.models import Observation
from tests.factories import World
from tests.field.answers import answers, form_url
from tests.live import LIVE, at_once, signed_in

pytestmark = LIVE
HANDS = 32


def test_thirty_two_posts_of_one_form_leave_one_row_and_one_receipt(world: World) -> None:
    commitment = world.commitment()
    clients = [signed_in(world.monitor) for _ in range(HANDS)]
    once, url = answers(client_id=uuid4()), form_url(world, commitment)
    sent = at_once([lambda client=client: client.post(url, once) for client in clients])

    kept = Observation.objects.get()
    assert {(answer.status_code, answer["Location"]) for answer in sent} == {(303, f"/m/valley/observations/{kept.pk}")}
    assert RecordEntry.objects.filter(verb="observation logged").count() == 1
    assert list(differences([Commitment.objects.get(pk=commitment.pk)])) == []


def test_thirty_two_different_texts_under_one_number_keep_one_and_refuse_the_rest(world: World) -> None:
    commitment = world.commitment()
    clients = [signed_in(world.monitor) for _ in range(HANDS)]
    once, url = answers(client_id=uuid4()), form_url(world, commitment)
    sent = at_once(
        [lambda client=client, n=n: client.post(url, {**once, "narrative": f"{n}"}) for n, client in enumerate(clients)]
    )
    assert sorted(answer.status_code for answer in sent) == [303] + [409] * (HANDS - 1)
    assert Observation.objects.count() == 1


def test_thirty_two_forms_about_one_commitment_are_thirty_two_observations(world: World) -> None:
    commitment = world.commitment()
    clients = [signed_in(world.monitor) for _ in range(HANDS)]
    url = form_url(world, commitment)
    sent = at_once([lambda client=client: client.post(url, answers()) for client in clients])
    assert {answer.status_code for answer in sent} == {303}
    assert Observation.objects.count() == HANDS
    assert list(differences([Commitment.objects.get(pk=commitment.pk)])) == []
