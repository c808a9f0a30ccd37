"""What a monitor's form sends, and small ways to send it."""

import re
from datetime import timedelta
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commitments.models import Commitment
from tests.factories import World


def answers(**changes: object) -> dict[str, object]:
    """The plainest true sighting: two of one kind, seen ten minutes ago. None leaves a field out."""
    seen_at = timezone.now() - timedelta(minutes=10)
    values: dict[str, object] = {
        "client_id": uuid4(),
        "sighting": "seen",
        "count_artillery": 2,
        "access": "granted",
        "means": "saw",
        "directness": "direct",
        "event_date": f"{seen_at + BAKU:%Y-%m-%d}",
        "event_time": f"{seen_at + BAKU:%H:%M}",
        "event_precision": "ten_minutes",
        "place_name": "Ford",
        "place_precision": "near",
        "reliability": "A",
        "credibility": "2",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


BAKU = timedelta(hours=4)


def form_url(world: World, commitment: Commitment) -> str:
    return reverse("observe", args=[world.slug, commitment.reference])


def send(client: Client, world: World, commitment: Commitment, **changes: object) -> HttpResponse:
    return client.post(form_url(world, commitment), answers(**changes))


def text_of(response: HttpResponse) -> str:
    """The page as a reader's eyes meet it: one line, no tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def number_in(response: HttpResponse) -> str:
    """The `client_id` that a page's form carries."""
    found = re.search(r'name="client_id" value="([0-9a-f-]{36})"', response.content.decode())
    assert found, "the form has no number"
    return found[1]
