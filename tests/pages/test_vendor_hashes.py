"""What browsers load comes from this server alone, and is what its makers published."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
PACKAGES = tomllib.loads((VENDOR / "VENDOR.toml").read_text())["package"]
LISTED = {name: digest for package in PACKAGES for name, digest in package["files"].items()}

OURS = sorted(
    path
    for folder in (ROOT / "templates", ROOT / "static" / "holdfast")
    for path in folder.rglob("*")
    if path.suffix in {".html", ".css", ".js", ".svg"}
)
ANOTHER_HOST = re.compile(r"""(?:https?:|wss?:)?//[a-z0-9-]+\.[a-z]{2,}""", re.IGNORECASE)
NAMES_NOT_ADDRESSES = ("http://www.w3.org/2000/svg",)
INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|\bhx-on\b|javascript:|<script(?![^>]*\bsrc=)""", re.IGNORECASE
)


TEMPLATE_CODE = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)


def as_sent(template: str) -> str:
    """What reaches the browser as markup: an argument such as `only="date"` of a template tag is no attribute."""
    return TEMPLATE_CODE.sub(" ", template)


def addresses_elsewhere(text: str) -> list[str]:
    """Every address of another host in a text; the name of the SVG vocabulary is no address."""
    for name in NAMES_NOT_ADDRESSES:
        text = text.replace(name, "")
    return ANOTHER_HOST.findall(text)


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_vendored_file_is_what_its_makers_published(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == LISTED[name]


def test_no_vendored_file_is_unlisted() -> None:
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert present - {"VENDOR.toml"} == set(LISTED)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: str(package["name"]))
def test_a_package_names_its_version_and_keeps_its_licence_beside_it(package: dict[str, str]) -> None:
    assert package["version"]
    assert package["licence"]
    assert (VENDOR / package["name"] / "LICENSE").is_file()


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_asks_another_host_for_anything(path: Path) -> None:
    assert addresses_elsewhere(path.read_text()) == []


@pytest.mark.parametrize("path", sorted(VENDOR.rglob("*.css")), ids=lambda path: path.name)
def test_vendored_style_sheets_load_nothing_from_elsewhere(path: Path) -> None:
    loaded = re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s;]+)", path.read_text())
    assert [address for address in loaded if "//" in address] == []


@pytest.mark.parametrize(
    "path", [path for path in OURS if path.suffix == ".html"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_template_carries_what_the_content_security_policy_forbids(path: Path) -> None:
    assert INLINE.findall(as_sent(path.read_text())) == []
