"""Every page as every role in a real browser: it obeys its own policy, and everybody can read it."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.access.cast import Things
from tests.access.table import MEMBERS
from tests.factories import World
from tests.live import DESK, LIVE, PHONE, sign_in
from tests.security.rooms import administration, lived_in, pages

pytestmark = [LIVE, pytest.mark.browser]

SERIOUS = {"serious", "critical"}


@pytest.fixture
def things(world: World) -> Things:
    return lived_in(world)


@pytest.fixture
def faults(page: Page) -> Iterator[list[str]]:
    """What the browser complains of: broken policy, scripts that fail, files that are missing."""
    found: list[str] = []
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda fault: found.append(f"{page.url}: {fault}"))
    page.on("console", lambda said: found.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    yield found
    page.goto("about:blank")


def violations(page: Page, **options: Any) -> list[str]:
    """Serious and critical findings of axe on the page as it stands."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in SERIOUS
    ]


def in_light(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Change the theme and wait for colours that fade from one to the other: half-way they are nobody's colours."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")


def seen_in_every_light(page: Page) -> list[str]:
    """Wide and narrow, light and dark. A theme changes colours and nothing else, so dark asks for contrast alone."""
    found = []
    for name, size in (("1440", DESK), ("360", PHONE)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        in_light(page, "light")
        found += [f"{name} light {one}" for one in violations(page)]
        in_light(page, "dark")
        contrast = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
        found += [f"{name} dark {one}" for one in violations(page, **contrast)]
    return found


def runs_over(page: Page) -> bool:
    """Whether the page itself has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


@pytest.mark.parametrize("role", sorted(MEMBERS))
def test_every_page_can_be_read_by_everybody_and_obeys_its_policy(
    page: Page, live_server: LiveServer, things: Things, faults: list[str], role: str
) -> None:
    sign_in(page, live_server.url, things.world.people[role])
    wrong, addresses = [], pages(things, role)
    assert len(addresses) >= 6
    for name, path in addresses:
        page.goto(live_server.url + path)
        wrong += [f"{name} {one}" for one in seen_in_every_light(page)]
        if runs_over(page):
            wrong.append(f"{name}: wider than a phone of 360")
    assert not wrong + faults, "\n".join(wrong + faults)


def test_what_nobody_could_read_would_be_noticed(page: Page, live_server: LiveServer, world: World) -> None:
    """The measure itself is measured: a nameless field, and grey on grey that only the dark theme shows."""
    page.goto(f"{live_server.url}/accounts/login/")
    page.evaluate(
        """() => {
            const faint = "@media (prefers-color-scheme: dark) { #faint { color: #333; background: #222 } }";
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(faint);
            document.adoptedStyleSheets = [sheet];
            document.querySelector("main").insertAdjacentHTML("beforeend", "<input><p id=faint>faint words</p>");
        }"""
    )
    found = seen_in_every_light(page)
    assert any("light label" in one for one in found)
    assert any("dark color-contrast" in one for one in found)
    assert not any("light color-contrast" in one for one in found)


def test_the_way_in_too(page: Page, live_server: LiveServer, world: World, faults: list[str]) -> None:
    wrong = []
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"):
        page.goto(live_server.url + path)
        wrong += [f"{path} {one}" for one in seen_in_every_light(page)]
    assert not wrong + faults, "\n".join(wrong + faults)


def test_pages_of_refusal_and_of_ones_own_account(
    page: Page, live_server: LiveServer, world: World, faults: list[str]
) -> None:
    sign_in(page, live_server.url, world.monitor)
    wrong = []
    for path in ("/m/nowhere/overview", "/accounts/password/change/", "/accounts/2fa/", "/accounts/email/"):
        page.goto(live_server.url + path)
        wrong += [f"{path} {one}" for one in seen_in_every_light(page)]
    broken = [fault for fault in faults if "404 (Not Found)" not in fault]
    assert not wrong + broken, "\n".join(wrong + broken)


def test_a_script_that_somebody_slipped_in_does_not_run(
    page: Page, live_server: LiveServer, things: Things, faults: list[str]
) -> None:
    """The policy is felt by the browser, not only sent."""
    sign_in(page, live_server.url, things.world.analyst)
    page.goto(f"{live_server.url}/m/valley/commitments")
    page.evaluate(
        """() => { const script = document.createElement("script");
                   script.textContent = "window.slippedIn = true"; document.body.append(script);
                   document.body.insertAdjacentHTML("beforeend", "<b id=styled style='color: red'>x</b>"); }"""
    )
    assert page.evaluate("window.slippedIn") is None
    assert page.evaluate("document.getElementById('styled').style.color") in {"", "red"}
    assert [fault for fault in faults if "Content Security Policy" in fault]


def test_the_administration_can_be_read_and_obeys_the_policy(
    page: Page, live_server: LiveServer, things: Things, faults: list[str]
) -> None:
    sign_in(page, live_server.url, things.world.administrator)
    wrong = []
    for path in administration(things):
        page.goto(live_server.url + path)
        wrong += [f"{path} {one}" for one in seen_in_every_light(page)]
    assert not wrong + faults, "\n".join(wrong + faults)
