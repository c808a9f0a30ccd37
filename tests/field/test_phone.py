"""On a phone, in Chromium: how many taps a sighting takes, and what happens when something goes wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from commitments.models import Commitment, Quantity
from monitoring.models import Observation
from tests.factories import World
from tests.live import LIVE, PHONE, sign_in

pytestmark = [LIVE, pytest.mark.browser]


@dataclass
class Thumb:
    """A thumb that counts its taps. It taps the glass where the words are shown, whatever lies there."""

    page: Page
    taps: list[str] = field(default_factory=list)

    def tap(self, words: str | re.Pattern[str], *, within: str = "") -> None:
        place: Page | Locator = self.page.get_by_role("group", name=within) if within else self.page
        self.press(place.get_by_text(words, exact=True).locator("visible=true").first)

    def press(self, target: Locator) -> None:
        target.evaluate("element => element.scrollIntoView({block: 'center'})")
        box = target.bounding_box()
        assert box, f"{target} is not shown"
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.taps.append(str(target))


@pytest.fixture
def commitment(world: World) -> Commitment:
    made = world.commitment(title="Artillery beyond line B")
    Quantity.objects.create(commitment=made, category="artillery", detail="", amount=20)
    return made


@pytest.fixture
def phone(page: Page, live_server: LiveServer, world: World, commitment: Commitment) -> Iterator[Page]:
    """A phone that is signed in as the monitor and stands on *My commitments*."""
    page.set_viewport_size(PHONE)
    page.set_default_timeout(10_000)
    sign_in(page, live_server.url, world.monitor)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{live_server.url}/m/valley/mine")
    yield page
    page.goto("about:blank")
    assert faults == []


def sight(thumb: Thumb) -> None:
    """A plain sighting of two guns, up to the Send button."""
    thumb.tap("Log")
    expect(thumb.page.get_by_role("button", name="Send")).to_be_visible()
    thumb.tap("Saw something")
    for _ in range(2):
        thumb.press(thumb.page.get_by_role("button", name="One more: Artillery"))
    thumb.tap("Yes", within="Could you go everywhere you needed to?")
    thumb.tap("Saw", within="How do you know?")
    thumb.tap("I perceived it myself")
    thumb.tap(re.compile("^A –"))
    thumb.tap(re.compile("^6 –"))


def test_a_plain_sighting_takes_twelve_taps_or_fewer(phone: Page) -> None:
    thumb = Thumb(phone)
    began = timezone.now()
    sight(thumb)
    thumb.tap("Send")
    expect(phone.get_by_role("heading", name="Received")).to_be_visible()
    kept = Observation.objects.get()
    expect(phone.get_by_text(kept.reference).first).to_be_visible()
    assert len(thumb.taps) <= 12, thumb.taps
    assert (timezone.now() - began).total_seconds() < 60
    assert [(one.category, one.count) for one in kept.quantities.all()] == [("artillery", 2)]
    assert kept.grade == "A6"
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_questions_step_aside_and_what_was_typed_survives(phone: Page) -> None:
    thumb = Thumb(phone)
    thumb.tap("Log")
    counter, reason = phone.get_by_label("Artillery", exact=True), phone.get_by_label("Who refused")
    counter.fill("3")
    expect(reason).to_be_hidden()
    thumb.tap("Access denied")
    expect(counter).to_be_hidden()
    expect(reason).to_be_visible()
    reason.fill("Guard")
    thumb.tap("Saw something")
    expect(counter).to_have_value("3")
    expect(reason).to_be_hidden()


def test_an_error_is_named_and_everything_else_stays(phone: Page) -> None:
    thumb = Thumb(phone)
    sight(thumb)
    phone.get_by_text("Coordinates and map").click()
    phone.get_by_label("Latitude").fill("91")
    phone.get_by_label("What you saw").fill("Under nets")
    thumb.tap("Send")
    summary = phone.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("you typed 91")
    expect(phone.get_by_label("What you saw")).to_have_value("Under nets")
    expect(phone.get_by_label("Artillery", exact=True)).to_have_value("2")
    summary.get_by_role("link", name=re.compile("Latitude")).click()
    expect(phone.get_by_label("Latitude")).to_be_focused()
    phone.keyboard.press("Control+a")
    phone.keyboard.type("40.1")
    phone.get_by_label("Longitude").fill("46.2")
    thumb.tap("Send")
    expect(phone.get_by_role("heading", name="Received")).to_be_visible()
    assert Observation.objects.get().latitude == 40.1


def test_a_lost_signal_keeps_the_page_and_a_second_send_is_no_second_observation(phone: Page) -> None:
    thumb = Thumb(phone)
    sight(thumb)

    def arrives_but_the_answer_is_lost(route) -> None:  # type: ignore[no-untyped-def]
        route.fetch(max_redirects=0)
        route.abort()

    phone.route("**/observe", arrives_but_the_answer_is_lost, times=1)
    thumb.tap("Send")
    expect(phone.get_by_text("The server did not answer")).to_be_visible()
    first = Observation.objects.get()
    phone.wait_for_timeout(100)
    thumb.tap("Send")
    expect(phone.get_by_text(first.reference).first).to_be_visible()
    assert Observation.objects.count() == 1


def test_the_map_comes_when_asked_and_writes_both_coordinates(phone: Page) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.get_by_text("Log", exact=True).click()
    phone.get_by_text("Coordinates and map").click()
    assert not [url for url in asked if "leaflet" in url]
    phone.get_by_role("button", name="Choose on a map").click()
    phone.locator(".map.leaflet-container svg, .map .leaflet-pane").first.wait_for(state="attached")
    expect(phone.locator(".leaflet-control-scale")).to_be_visible()
    phone.locator(".map").click()
    expect(phone.get_by_label("Latitude")).not_to_have_value("")
    expect(phone.get_by_label("Longitude")).not_to_have_value("")


def test_the_devices_position_names_its_own_precision(phone: Page) -> None:
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 40.12345, "longitude": 46.5, "accuracy": 60})
    phone.get_by_text("Log", exact=True).click()
    phone.get_by_role("button", name="Use this device’s position").click()
    expect(phone.get_by_label("How exact is the place?")).to_have_value("near")
    expect(phone.locator("#id_latitude")).to_have_value("40.12345")


def test_without_scripts_every_question_is_there_and_the_receipt_arrives(
    browser,
    live_server: LiveServer,
    world: World,
    commitment: Commitment,  # type: ignore[no-untyped-def]
) -> None:
    page = browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()
    sign_in(page, live_server.url, world.monitor)
    page.goto(f"{live_server.url}/m/valley/mine")
    thumb = Thumb(page)
    thumb.tap("Log")
    expect(thumb.page.get_by_role("button", name="Send")).to_be_visible()
    thumb.tap("Nothing there")
    thumb.tap("Yes", within="Could you go everywhere you needed to?")
    thumb.tap("Saw", within="How do you know?")
    thumb.tap("I perceived it myself")
    thumb.tap(re.compile("^B –"))
    thumb.tap(re.compile("^3 –"))
    thumb.tap("Send")
    expect(page.get_by_role("heading", name="Received")).to_be_visible()
    page.context.close()
    assert Observation.objects.get().sighting == "nothing"
