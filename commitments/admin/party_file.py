"""A list of parties as people send it: CSV or XLSX, read whole or refused in words."""

import csv
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

import openpyxl
import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, XLSX

COLUMNS = ("slug", "name", "short_name", "kind", "parent", "note")
NEEDED = ("slug", "name", "kind")
LARGEST = 1024 * 1024
LARGEST_UNPACKED = 20 * LARGEST
MOST_ROWS = 1000


class PlainXLSX(XLSX):  # type: ignore[misc]
    """The first sheet with its formulas as they stand, so that they can be refused instead of run."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        with ZipFile(BytesIO(in_stream)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise ValidationError(_("This workbook unpacks to more than 20 MB. Send the list alone."))
        sheet = openpyxl.load_workbook(BytesIO(in_stream), read_only=True, data_only=False).active
        rows = [] if sheet is None else _first(sheet.iter_rows(values_only=True), MOST_ROWS + 2)
        filled = [list(row) for row in rows if any(cell not in (None, "") for cell in row)]
        return dataset(filled)


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
        return dataset([list(row) for row in _first(reader, MOST_ROWS + 2) if any(cell.strip() for cell in row)])


FORMATS = {"csv": PlainCSV, "xlsx": PlainXLSX}


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
        raise ValidationError(_("This is not an XLSX workbook, whatever its name says. Save it again as XLSX.")) from None
    except csv.Error as trouble:
        raise ValidationError(_("This file cannot be read as CSV: %(why)s."), params={"why": trouble}) from None
    except Exception as trouble:
        # A damaged workbook fails in as many ways as it has parts; each of them means the same to the sender.
        raise ValidationError(
            _("This file cannot be read (%(why)s). Save it again, or send CSV."), params={"why": type(trouble).__name__}
        ) from trouble
    return rows


def dataset(rows: list[list[object]]) -> tablib.Dataset:
    """Rows under their headings, every cell as text. Raises ValidationError for a shape that fits no list."""
    if not rows:
        raise ValidationError(_("This file is empty."))
    heads = [_text(cell).strip().lower().replace(" ", "_") for cell in rows[0]]
    while heads and not heads[-1]:
        heads.pop()
    unknown = [head or "(empty)" for head in heads if head not in COLUMNS]
    missing = [name for name in NEEDED if name not in heads]
    if unknown or missing or len(set(heads)) < len(heads):
        raise ValidationError(
            _("The first row names the columns: %(all)s. Missing: %(missing)s. Unknown: %(unknown)s. Each appears once."),
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
    filled = tablib.Dataset(headers=heads)
    for number, row in enumerate(rows[1:], start=2):
        cells = [_text(cell) for cell in row]
        if any(cell.strip() for cell in cells[len(heads) :]):
            raise ValidationError(
                _("Row %(row)s has more cells than there are columns. Put quotation marks around text with commas."),
                params={"row": number},
            )
        filled.append((cells + [""] * len(heads))[: len(heads)])
    return filled


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str | int | float | bool) or hasattr(cell, "isoformat"):
        return str(cell)
    return "="  # an array formula, refused where its column is known


def _first(rows, most: int):  # type: ignore[no-untyped-def]
    found = []
    for row in rows:
        found.append(row)
        if len(found) > most:
            break
    return found
