"""The administrator's own client, and the fields of a page's form as a browser would send them."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client

from commitments.models import User
from tests.factories import World


@pytest.fixture
def admin(world: World, as_user: Callable[[User], Client]) -> Client:
    return as_user(world.administrator)


class FormFields(HTMLParser):
    """Every input that a browser would send unchanged, from the page's main form."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = self.area = ""
        self.inside = False
        self.first_option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = at.get("id", "").endswith("_form")
        if not self.inside or "disabled" in at:
            return
        name = at.get("name", "")
        kind = at.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "checkbox", "radio", "file"):
            self.sent.setdefault(name, []).append(at.get("value", ""))
        elif tag == "input" and kind in ("checkbox", "radio") and "checked" in at:
            self.sent.setdefault(name, []).append(at.get("value", "on"))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in at:
            self.sent.setdefault(self.select, []).append(at.get("value", ""))
        elif tag == "textarea":
            self.area, self.sent[name] = name, [""]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser drops the first line break of a text area.
            self.sent[self.area] = [self.sent[self.area][0].removeprefix("\r\n").removeprefix("\n")]
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False


def fields_of(client: Client, address: str) -> dict[str, list[str]]:
    """What the form at this address would send as it stands."""
    response = client.get(address)
    assert response.status_code == 200, address
    reader = FormFields()
    reader.feed(response.content.decode())
    return {name: values for name, values in reader.sent.items() if "__prefix__" not in name}
