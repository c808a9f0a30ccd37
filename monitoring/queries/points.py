"""Observations and sites as points for the map."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from commitments.models import Membership, Site
from commitments.querysets import CommitmentQuerySet
from commitments.templatetags.when import in_words
from monitoring.models import Observation
from monitoring.models.vocabulary import PlacePrecision, Sighting

MOST = 500
KINDS = {Sighting.SEEN: "seen", Sighting.NOTHING: "nothing", Sighting.NO_ACCESS: "denied"}


def points(commitments: CommitmentQuerySet, membership: Membership) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (WGS 84) of the newest 500 observations that the member may read, and of the
    sites that these commitments name; two queries. What has no coordinates is not on it."""
    seen = (
        Observation.objects.visible_to(membership)
        .filter(commitment__in=commitments.order_by().values("pk"), latitude__isnull=False)
        .select_related("commitment")
        .order_by("-received_at")
    )
    sites = Site.objects.filter(
        mission=membership.mission_id,
        pk__in=commitments.order_by().values("site"),
        latitude__isnull=False,
    )
    features = [
        *(_site(site, membership) for site in sites[:MOST]),
        *(_observation(one, membership) for one in seen[:MOST]),
    ]
    return {"type": "FeatureCollection", "features": features}


def _observation(observation: Observation, membership: Membership) -> dict[str, Any]:
    what = " · ".join(
        filter(None, [observation.commitment.reference, observation.get_sighting_display(), observation.place_name])
    )
    return _feature(
        observation.latitude,
        observation.longitude,
        title=what,
        url=reverse("observation", args=[membership.mission.slug, observation.pk]),
        kind=KINDS[Sighting(observation.sighting)],
        when=in_words(observation.event_at, membership.mission.zone),
        accuracy_m=PlacePrecision(observation.place_precision).metres,
    )


def _site(site: Site, membership: Membership) -> dict[str, Any]:
    return _feature(
        site.latitude,
        site.longitude,
        title=site.name,
        url=f"{reverse('commitments', args=[membership.mission.slug])}?{urlencode({'q': site.name})}",
        kind="site",
        when="",
        accuracy_m=site.precision_m,
    )


def _feature(latitude: float | None, longitude: float | None, **properties: Any) -> dict[str, Any]:
    known = {name: value for name, value in properties.items() if value is not None}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": known,
    }
