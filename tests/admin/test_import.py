"""Lists of parties: a preview of every error in words, nothing written before the second word, never a failure."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.models import Party, RecordEntry
from tests.factories import World

pytestmark = pytest.mark.django_db
HEAD = "slug,name,short_name,kind,parent,note\n"
PAGE = "/admin/commitments/party/import/"


def send(client: Client, content: str | bytes, name: str = "parties.csv"):  # type: ignore[no-untyped-def]
    data = content.encode() if isinstance(content, str) else content
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data)})


def confirm(client: Client, preview):  # type: ignore[no-untyped-def]
    return client.post(PAGE, {"confirm": preview.context["token"]}, follow=True)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(file)
    return file.getvalue()


GOOD = HEAD + "east,Eastern State,East,state,,A note\neast-army,Eastern Army,,Armed formation,east,\n"


def test_a_good_list_is_shown_first_and_written_on_the_second_word(world: World, admin: Client) -> None:
    preview = send(admin, GOOD)
    assert preview.status_code == 200
    assert [row.state for row in preview.context["preview"]] == ["new", "new"]
    assert not Party.objects.filter(slug="east").exists()
    assert not RecordEntry.objects.filter(subject="east").exists()

    done = confirm(admin, preview)
    assert "2 parties were registered" in done.content.decode()
    army = Party.objects.get(slug="east-army")
    assert (army.parent, army.kind) == (Party.objects.get(slug="east"), "armed_formation")
    assert RecordEntry.objects.get(subject="east", verb="party registered").by == world.administrator


def test_confirming_twice_registers_once(world: World, admin: Client) -> None:
    preview = send(admin, GOOD)
    confirm(admin, preview)
    assert "expired" in confirm(admin, preview).content.decode()
    assert Party.objects.filter(slug="east").count() == 1


def test_a_workbook_of_excel_reads_the_same(world: World, admin: Client) -> None:
    rows = (
        ("Slug", "Name", "Kind", "Short name"),
        ("east", "Eastern State", "state", 7),
        (),
        ("west", "West", "x", None),
    )
    preview = send(admin, workbook(*rows), "parties.XLSX")
    assert [(row.number, row.state) for row in preview.context["preview"]] == [(2, "new"), (4, "wrong")]


def test_semicolons_and_a_byte_order_mark_are_what_spreadsheets_write(world: World, admin: Client) -> None:
    preview = send(admin, b"\xef\xbb\xbf" + GOOD.replace(",", ";").encode())
    assert [row.state for row in preview.context["preview"]] == ["new", "new"]


def test_every_error_is_listed_by_row_and_column_and_nothing_is_written(world: World, admin: Client) -> None:
    preview = send(
        admin,
        HEAD
        + "good,Good,,state,,\n"
        + "bad slug,Bad Slug,,state,,\n"
        + ",No Slug,,state,,\n"
        + "noname,,,state,,\n"
        + "kindless,Kindless,,army,,\n"
        + "orphan,Orphan,,state,nobody,\n"
        + "formula,=HYPERLINK(1),,state,,\n"
        + f"long,{'x' * 200},,state,,\n"
        + "twice,Twice,,army,nobody,=1+1\n",
    )
    assert preview.status_code == 422
    assert not preview.context["token"]
    wrong = {row.number: dict(row.wrong) for row in preview.context["wrong"]}
    assert {number: set(words) for number, words in wrong.items()} == {
        3: {"slug"}, 4: {"slug"}, 5: {"name"}, 6: {"kind"}, 7: {"parent"}, 8: {"name"}, 9: {"name"}, 10: {"note"},
    }  # fmt: skip
    assert "“army” is not a kind of party. Use one of: state, armed_formation" in wrong[6]["kind"]
    assert "There is no party “nobody”" in wrong[7]["parent"]
    assert "formula" in wrong[8]["name"]
    page = preview.content.decode()
    assert "Nothing was imported" in page
    assert "Traceback" not in page
    assert not Party.objects.filter(slug="good").exists()


def test_duplicates_by_slug_or_name_are_named_and_left_as_they_are(world: World, admin: Client) -> None:
    preview = send(
        admin,
        HEAD + "north,Another,,state,,\nnc,NORTHERN command,,state,,\n"
        "new,New,,state,,\nnew,Newer,,state,,\nn2,new,,state,,\n",
    )
    rows = preview.context["preview"]
    assert [row.state for row in rows] == ["duplicate", "duplicate", "new", "duplicate", "duplicate"]
    assert "taken by Northern Command" in rows[0].twin
    assert "under the slug “north”" in rows[1].twin
    confirm(admin, preview)
    assert Party.objects.get(slug="north").name == "Northern Command"
    assert Party.objects.get(slug="new").name == "New"
    assert not Party.objects.filter(slug__in=["nc", "n2"]).exists()


def bomb() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 30 * 1024 * 1024)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("parties.pdf", b"%PDF", "ends in .csv or .xlsx"),
        ("parties", b"slug", "ends in .csv or .xlsx"),
        ("parties.csv", b"", "empty"),
        ("parties.csv", b"\n\n \n", "This file is empty"),
        ("parties.csv", "slug,name,kind\nø,ø,state".encode("latin-1"), "not in UTF-8"),
        ("parties.csv", GOOD.encode("utf-16"), "not in UTF-8"),
        ("parties.csv", b"slug,name\na,b\n", "Missing: kind"),
        ("parties.csv", b"slug,name,kind,colour\na,b,state,red\n", "Unknown: colour"),
        ("parties.csv", b"slug,slug,name,kind\na,a,b,state\n", "Each appears once"),
        ("parties.csv", HEAD.encode(), "no party below"),
        ("parties.csv", b"slug,name,kind\na,b,state,too,many\n", "Row 2 has more cells"),
        ("parties.csv", b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
        ("parties.csv", b'slug,name,kind\na,"' + b"y" * 200_000 + b'",state\n', "cannot be read as CSV"),
        ("parties.csv", HEAD.encode() + b"a,b,,state,,\n" * 1001, "1,000 parties at a time"),
        ("parties.xlsx", b"not a workbook", "not an XLSX workbook"),
        ("parties.xlsx", b"PK\x05\x06" + b"\x00" * 18, "cannot be read"),
        ("parties.xlsx", bomb(), "unpacks to more than 20 MB"),
    ],
)
def test_files_that_are_no_list_are_refused_in_words(
    world: World, admin: Client, name: str, content: bytes, words: str
) -> None:
    answer = send(admin, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nul_in_a_cell_is_named(world: World, admin: Client) -> None:
    answer = send(admin, HEAD + "a,b\x00c,,state,,\n")
    assert answer.status_code == 422
    assert "NUL" in answer.content.decode()


def test_formulas_of_a_workbook_are_refused_not_run(world: World, admin: Client) -> None:
    answer = send(admin, workbook(("slug", "name", "kind"), ("a", "=1+1", "state")), "parties.xlsx")
    assert "formula" in dict(answer.context["wrong"][0].wrong)["name"]


@pytest.mark.parametrize("token", ["", "x", "x:y:z", "\x00", "WyJhIiwiYiIsImMiXQ:1:2"])
def test_a_forged_second_word_imports_nothing(world: World, admin: Client, token: str) -> None:
    answer = admin.post(PAGE, {"confirm": token})
    assert answer.status_code == 200
    assert "nothing was imported" in answer.content.decode()


def test_a_preview_belongs_to_who_sent_it(world: World, other_world: World, admin: Client, as_user) -> None:  # type: ignore[no-untyped-def]
    preview = send(admin, GOOD)
    assert "expired" in confirm(as_user(other_world.administrator), preview).content.decode()
    assert not Party.objects.filter(slug="east").exists()


def test_parties_that_changed_since_the_preview_stop_it(world: World, admin: Client) -> None:
    Party.objects.create(slug="east", name="Eastern State", kind="state")
    preview = send(admin, HEAD + "east-army,Eastern Army,,state,east,\nother,Other,,state,,\n")
    Party.objects.filter(slug="east").delete()
    assert "changed since the preview" in confirm(admin, preview).content.decode()
    assert not Party.objects.filter(slug="other").exists()


def test_the_list_links_to_the_import(world: World, admin: Client) -> None:
    assert reverse("admin:commitments_party_import") == PAGE
    assert PAGE in admin.get("/admin/commitments/party/").content.decode()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=70), min_size=1, max_size=8))
def test_no_cell_makes_the_page_fail(world: World, admin: Client, cells: list[str]) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    before = Party.objects.count()
    assert send(admin, HEAD + quoted + "\n").status_code in (200, 422)
    assert Party.objects.count() == before
