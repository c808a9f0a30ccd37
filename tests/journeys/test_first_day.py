"""A newcomer's first day, on the seeds, with the product's own processes: nothing is called but pages.

Promise, observation, report, decision, dashboard; and a deadline that lapses while the analyst watches.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from monitoring.models import Flag
from monitoring.seeding.files import seed_everything
from tests.clock.engine import Engine, engine
from tests.live import DESK, LIVE, PHONE

pytestmark = [LIVE, pytest.mark.browser, pytest.mark.processes]

PASSWORD = "holdfast-demo-only"
LATEST_FLAG = timedelta(seconds=90)
UNTIL_IT_LAPSES = timedelta(seconds=50)
"""The exercise's clock lapses three minutes after seeding; these tests are seeded in the past, so that it is sooner."""


@pytest.fixture
def holdfast(db: None, tmp_path: Path) -> Iterator[Engine]:
    """Web server, worker and timetable over freshly seeded missions, scanning as often as the demo does."""
    seeded_at = timezone.now() - timedelta(minutes=3) + UNTIL_IT_LAPSES
    seed_everything(Path(settings.BASE_DIR) / "seeds", at=seeded_at, say=lambda line: None)
    with engine(tmp_path, scan_seconds=60) as machine:
        machine.start("web", "worker", "beat")
        yield machine


@pytest.fixture
def address(holdfast: Engine) -> str:
    return f"http://127.0.0.1:{holdfast.application.port}"


class Visitor:
    """Somebody with a browser of their own, signed in through the sign-in page."""

    def __init__(self, browser: Browser, address: str, email: str, size: dict[str, int]) -> None:
        self.context: BrowserContext = browser.new_context(base_url=address, viewport=size)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self._open_when_ready()
        self.page.get_by_label(re.compile("^e-?mail", re.IGNORECASE)).fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Your missions")).to_be_visible()

    def _open_when_ready(self) -> None:
        for _ in range(120):
            try:
                self.page.goto("/")
                return
            except Exception:
                self.page.wait_for_timeout(500)
        raise AssertionError("the web server does not answer")

    def leave(self) -> None:
        self.context.close()
        assert self.faults == []


def test_a_newcomers_first_day(browser: Browser, address: str) -> None:
    monitor = Visitor(browser, address, "monitor@demo.example", PHONE)
    _log_heavy_equipment(monitor.page)
    monitor.leave()

    analyst = Visitor(browser, address, "analyst@demo.example", DESK)
    _expect_on_overview(analyst.page, finding=False)

    author = Visitor(browser, address, "verifier1@demo.example", DESK)
    _draft_and_submit(author.page)
    expect(author.page.get_by_role("button", name="Record the decision")).to_have_count(0)
    where = author.page.url
    author.leave()
    _expect_on_overview(analyst.page, finding=False)

    second = Visitor(browser, address, "verifier2@demo.example", DESK)
    second.page.goto(where)
    _pick(second.page, re.compile("^Approve"))
    second.page.get_by_role("button", name="Record the decision").click()
    expect(second.page.get_by_text("in force").first).to_be_visible()
    second.leave()

    _expect_on_overview(analyst.page, finding=True)
    _watch_the_clock(analyst.page)
    analyst.leave()
    call_command("standing", "--check")


def _log_heavy_equipment(page: Page) -> None:
    page.get_by_role("link", name="Karabakh 2023").or_(
        page.get_by_role("link", name="Nagorno-Karabakh 2023")
    ).first.click()
    row = page.locator("li, tr, article").filter(has_text="NK23-04").last
    row.get_by_role("link", name="Log").click()
    for words in ("Saw something", "Yes", "Saw", "I perceived it myself", re.compile("^A –"), re.compile("^2 –")):
        _pick(page, words)
    page.get_by_label("What you saw").fill("Practice: four armoured vehicles on transporters, heading out.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Received")).to_be_visible()
    expect(page.get_by_text(re.compile(r"O-[0-9A-Z]{4}-[0-9A-Z]{4}")).first).to_be_visible()


def _pick(page: Page, words: str | re.Pattern[str]) -> None:
    """Choose an answer by what is written on it."""
    page.get_by_role("radio", name=words, exact=True).first.check()


def _draft_and_submit(page: Page) -> None:
    page.goto("/m/karabakh-2023/commitments/NK23-04")
    page.get_by_role("link", name="Draft a report").click()
    page.locator("input[name=observations]").first.check()
    for words in ("Partly compliant", "Reasonable grounds to believe", "Minimal"):
        _pick(page, words)
    page.get_by_label("Conclusion").fill(
        "Practice: one movement out of the area was seen on one day; no more is known."
    )
    page.get_by_label("Reasoning").fill("Practice: one team, one sighting, first hand.")
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_text("Awaits another verifier").first).to_be_visible()


def _expect_on_overview(page: Page, *, finding: bool) -> None:
    page.goto("/m/karabakh-2023/overview")
    expect(page.get_by_role("heading", name="Where every promise stands")).to_be_visible()
    found = page.locator("section").filter(has=page.get_by_role("heading", name="Found and contested"))
    expect(found.get_by_role("link", name=re.compile("NK23-04"))).to_have_count(1 if finding else 0)


def _watch_the_clock(page: Page) -> None:
    """Without touching the page again: the worker flags it, the page shows it."""
    page.goto("/m/exercise/overview")
    feed = page.get_by_text(re.compile("Deadline passed")).filter(has_text="NV-13")
    expect(feed.first).to_be_visible(timeout=200_000)
    flag = Flag.objects.get(commitment__reference="NV-13", kind="overdue")
    assert flag.noticed_at - flag.lapsed_at <= LATEST_FLAG
    assert timezone.now() - flag.lapsed_at <= LATEST_FLAG + timedelta(seconds=30), "shown by the page's own refresh"
