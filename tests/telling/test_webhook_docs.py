"""What the documentation tells receivers is run as it stands there."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from monitoring.models.vocabulary import NoticeKind
from monitoring.rules.signing import signature

PAGE = (Path(settings.BASE_DIR) / "docs" / "webhooks.md").read_text()
SECRET, BODY = "hfs_example", '{"mission":"Բաքու"}'.encode()


@pytest.fixture
def is_from_holdfast() -> Any:
    (snippet,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(snippet, names)  # noqa: S102 - the page's own words
    return names["is_from_holdfast"]


def headers(at: int, body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    return {"Holdfast-Timestamp": str(at), "Holdfast-Signature": signature(secret, at, body)}


def test_the_documented_check_takes_what_holdfast_signs(is_from_holdfast: Any) -> None:
    assert is_from_holdfast(SECRET, headers(int(time.time())), BODY)


def test_and_nothing_else(is_from_holdfast: Any) -> None:
    now = int(time.time())
    assert not is_from_holdfast(SECRET, headers(now), BODY + b" ")
    assert not is_from_holdfast("hfs_other", headers(now), BODY)
    assert not is_from_holdfast(SECRET, headers(now - 301), BODY), "too old"
    assert not is_from_holdfast(SECRET, {**headers(now), "Holdfast-Timestamp": str(now - 1)}, BODY)
    assert not is_from_holdfast(SECRET, {**headers(now), "Holdfast-Timestamp": "soon"}, BODY)
    assert not is_from_holdfast(SECRET, {**headers(now), "Holdfast-Signature": ""}, BODY)


def test_every_event_is_described_and_no_other() -> None:
    told = re.findall(r"^\| `((?:flag|report)_\w+)` \|", PAGE, re.MULTILINE)
    assert told == NoticeKind.values


def test_the_example_has_the_fields_of_an_event() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert set(json.loads(example)) == {"id", "event", "mission", "commitment", "happened_at", "url", "flag"}
    assert set(json.loads(example)["flag"]) == {"id", "kind", "lapsed_at", "deadline", "step"}
