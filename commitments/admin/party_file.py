"""A list of parties as people send it: CSV or XLSX, read whole or refused in words."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl  # type: ignore[import-untyped]
import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, XLSX

COLUMNS = ("slug", "name", "short_name", "kind", "parent", "note")
NEEDED = ("slug", "name", "kind")
LARGEST = 1024 * 1024
LARGEST_UNPACKED = 20 * LARGEST
MOST_ROWS = 1000
MOST_LINES = 20_000
"""Lines looked at, blank ones among them."""
LINE = "line in the file"
"""The column that keeps a row's number as the sender sees it, blank lines counted."""


class PlainXLSX(XLSX):  # type: ignore[misc]
    """The first sheet with its formulas as they stand, so that they can be refused instead of run."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        with ZipFile(BytesIO(in_stream)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise ValidationError(_("This workbook unpacks to more than 20 MB. Send the list alone."))
        sheet = openpyxl.load_workbook(BytesIO(in_stream), read_only=True, data_only=False).active
        if sheet is None or not hasattr(sheet, "reset_dimensions"):
            raise ValidationError(_("The first sheet of this workbook is no table."))
        # What a sheet says of its own size may be anything; only the cells that are there are read.
        sheet.reset_dimensions()
        return dataset(sheet.iter_rows(values_only=True))


class PlainCSV(CSV):  # type: ignore[misc]
    """Comma or semicolon, whichever the first line uses."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        try:
            text = in_stream.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(
                _("This file is not in UTF-8. In the spreadsheet choose “Save as” and then “CSV UTF-8”, or send XLSX.")
            ) from None
        head = text.partition("\n")[0]
        reader = csv.reader(StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
        return dataset(reader)


FORMATS: dict[str, Any] = {"csv": PlainCSV, "xlsx": PlainXLSX}


def read(name: str, content: bytes) -> tablib.Dataset:
    """The rows of a file by its name's ending. Raises ValidationError in words for whatever cannot be read."""
    reader = FORMATS.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise ValidationError(_("Send a file that ends in .csv or .xlsx."))
    if len(content) > LARGEST:
        raise ValidationError(_("This file is larger than 1 MB. Split the list into several files."))
    try:
        rows: tablib.Dataset = reader().create_dataset(content)
    except ValidationError:
        raise
    except BadZipFile:
        raise ValidationError(
            _("This is not an XLSX workbook, whatever its name says. Save it again as XLSX.")
        ) from None
    except csv.Error as trouble:
        raise ValidationError(_("This file cannot be read as CSV: %(why)s."), params={"why": trouble}) from None
    except Exception as trouble:
        # A damaged workbook fails in as many ways as it has parts; each of them means the same to the sender.
        raise ValidationError(
            _("This file cannot be read (%(why)s). Save it again, or send CSV."), params={"why": type(trouble).__name__}
        ) from trouble
    return rows


def dataset(lines: Iterable[Sequence[object]]) -> tablib.Dataset:
    """Rows under their headings, every cell as text. Raises ValidationError for a shape that fits no list."""
    rows = _filled(lines)
    if not rows:
        raise ValidationError(_("This file is empty."))
    heads = [cell.strip().lower().replace(" ", "_") for cell in rows[0][1]]
    while heads and not heads[-1]:
        heads.pop()
    unknown = [head or "(empty)" for head in heads if head not in COLUMNS]
    missing = [name for name in NEEDED if name not in heads]
    if unknown or missing or len(set(heads)) < len(heads):
        raise ValidationError(
            _(
                "The first row names the columns: %(all)s. Each appears once. "
                "Missing: %(missing)s. Unknown: %(unknown)s."
            ),
            params={
                "all": ", ".join(COLUMNS),
                "missing": ", ".join(missing) or "–",
                "unknown": ", ".join(unknown)[:200] or "–",
            },
        )
    if len(rows) == 1:
        raise ValidationError(_("There is no party below the names of the columns."))
    if len(rows) > MOST_ROWS + 1:
        raise ValidationError(_("A file may hold 1,000 parties at a time. Split the list."))
    found = tablib.Dataset(headers=[LINE, *heads])
    for number, cells in rows[1:]:
        if any(cell.strip() for cell in cells[len(heads) :]):
            raise ValidationError(
                _("Row %(row)s has more cells than there are columns. Put quotation marks around text with commas."),
                params={"row": number},
            )
        found.append([str(number), *(cells + [""] * len(heads))[: len(heads)]])
    return found


def _filled(lines: Iterable[Sequence[object]]) -> list[tuple[int, list[str]]]:
    rows = []
    for number, line in enumerate(lines, start=1):
        if number > MOST_LINES:
            raise ValidationError(_("A file may hold 1,000 parties at a time. Split the list."))
        cells = [_text(cell) for cell in line]
        if any(cell.strip() for cell in cells):
            rows.append((number, cells))
    return rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str | int | float | bool) or hasattr(cell, "isoformat"):
        return str(cell)
    return "="  # an array formula, refused where its column is known
