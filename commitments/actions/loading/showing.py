"""How two values that differ are shown side by side in one line."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from commitments.rules.treaty import words
from commitments.rules.treaty.terms import Happened

MOST = 90
LEAD = 20


def apart(was: Any, now: Any) -> tuple[str, str]:
    """Both as one line; of long texts the part from shortly before where they differ."""
    texts = [_plain(was), _plain(now)]
    shared = _shared(*texts)
    start = max(0, shared - LEAD) if max(map(len, texts)) > MOST else 0
    return _quoted(texts[0], start, was), _quoted(texts[1], start, now)


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


def moment(when: Happened | None, zone: str) -> str:
    """`12 Feb 2015`, or `15 Feb 2015, 00:00 Europe/Kyiv` where the hour is known; empty for what has not happened."""
    if when is None:
        return ""
    return words.hour(when, zone) if isinstance(when, datetime) else words.day(when)


def _quoted(text: str, start: int, value: Any) -> str:
    if text == "":
        return "nothing"
    part = text[start : start + MOST]
    part = f"{'…' if start else ''}{part}{'…' if len(text) > start + MOST else ''}"
    return f"“{part}”" if isinstance(value, str) else part


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return words.hour(value, "UTC")
        case date():
            return words.day(value)
        case dict() | list():
            return json.dumps(value, ensure_ascii=False) if value else ""
    return " ".join(str(value).split())
