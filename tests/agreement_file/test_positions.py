"""The line of every key, however TOML lets it be written."""

import pytest

from commitments.agreement_file.positions import Path, line_of, positions

TEXT = '''\
top = 1

[agreement]
title = """
[not a header]
key = "nor a key"
"""
'single # quoted' = 2
"with \\"quotes\\" and \\u00e9" = 3 # a remark
a.b . "c d" = 4
list = [
    1, # one
    [2, 3],
    { x = 1, y = { z = "]" } },
]

[[ commitment ]]
reference = "X"

[[commitment."limit"]]
to = { after = "a", count = 'x' }

[[commitment.limit]]
two = 2020-01-01 10:00:00
literal = \'\'\'
# nothing
[[x]]\'\'\'
last = true

[[commitment]]
[[commitment.limit]]
deep = 1
[commitment.ratio]
amount = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("agreement",), 3),
        (("agreement", "title"), 4),
        (("agreement", "single # quoted"), 8),
        (("agreement", 'with "quotes" and é'), 9),
        (("agreement", "a"), 10),
        (("agreement", "a", "b", "c d"), 10),
        (("agreement", "list"), 11),
        (("agreement", "list", 0), 12),
        (("agreement", "list", 1, 1), 13),
        (("agreement", "list", 2, "y", "z"), 14),
        (("commitment",), 17),
        (("commitment", 0, "reference"), 18),
        (("commitment", 0, "limit", 0), 20),
        (("commitment", 0, "limit", 0, "to", "count"), 21),
        (("commitment", 0, "limit", 1, "two"), 24),
        (("commitment", 0, "limit", 1, "last"), 28),
        (("commitment", 1), 30),
        (("commitment", 1, "limit", 0, "deep"), 32),
        (("commitment", 1, "ratio", "amount"), 34),
        # what is not there stands where the nearest thing around it does
        (("commitment", 1, "limit", 0, "missing"), 31),
        (("nowhere",), None),
    ],
)
def test_a_key_has_its_line(path: Path, line: int | None) -> None:
    assert line_of(positions(TEXT), path) == line


def test_line_ends_of_windows_count_once() -> None:
    assert line_of(positions(TEXT.replace("\n", "\r\n")), ("commitment", 1, "ratio", "amount")) == 34
