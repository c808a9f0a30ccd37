"""The examples of docs/agreement-format.md, taken out of it and put into the frame that the page describes."""

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "agreement-format.md"
BLOCK = re.compile(r"^```(?P<kind>toml|toml whole|text|\{\{prints\}\})\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
FRAMES = 2


@dataclass(frozen=True)
class Example:
    """A whole file, the line of the page where its own part stands, and what it prints."""

    line: int
    text: str
    prints: str


def examples() -> list[Example]:
    """Every TOML block after the two of the frame, with the text block that follows it."""
    page = PAGE.read_text("utf-8")
    blocks = list(BLOCK.finditer(page))
    agreement, commitment = (block["text"] for block in blocks[:FRAMES])
    found = []
    for block, after in zip(blocks[FRAMES:], [*blocks[FRAMES + 1 :], None], strict=True):
        if block["kind"] == "text":
            continue
        text = block["text"]
        if block["kind"] != "toml whole":
            text = "\n".join([agreement, *([commitment] if text.startswith("[[commitment.") else []), text])
        prints = after["text"] if after is not None and after["kind"] == "text" else ""
        found.append(Example(page[: block.start()].count("\n") + 1, text, prints))
    return found
