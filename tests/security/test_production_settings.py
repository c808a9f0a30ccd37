"""Under production settings: nothing starts half-configured, and nothing goes out over an open line."""

import re
from typing import Any

import pytest

from tests.security.production import COMPLETE, PASSWORDS, answer, run

ASK = """
from django.conf import settings
from django.test import Client
client = Client(headers={"host": "holdfast.example"})
asked = {
    "plain": client.get("/accounts/login/"),
    "live": client.get("/health/live"),
    "secure": client.get("/health/live", secure=True),
    "ready": client.get("/health/ready"),
    "foreign": Client(headers={"host": "elsewhere.example"}).get("/health/live", secure=True),
}
print(json.dumps({
    "answers": {name: [r.status_code, dict(r.headers), r.content.decode()] for name, r in asked.items()},
    "settings": {name: getattr(settings, name) for name in (
        "DEBUG", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER",
    )},
}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Any:
    env = {**COMPLETE, "STATIC_ROOT": str(tmp_path_factory.mktemp("static"))}
    collected = run("manage.py", "collectstatic", "--no-input", env=env)
    assert collected.returncode == 0, collected.stderr
    return answer(ASK, env)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_it_does_not_start_without(name: str, value: str | None) -> None:
    env = {key: text for key, text in COMPLETE.items() if key != name} | ({} if value is None else {name: value})
    finished = run("manage.py", "check", env=env)
    assert finished.returncode != 0
    last = finished.stderr.strip().splitlines()[-1]
    assert last.endswith(
        f"ImproperlyConfigured: {name} is not set. Holdfast does not start without it; see the README."
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HOLDFAST_ENV", "prod", "it may be production, demo or test"),
        ("DATABASE_URL", "sqlite:///kept.db", "Holdfast runs on PostgreSQL only"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, said: str) -> None:
    finished = run("manage.py", "check", env={**COMPLETE, name: value})
    assert finished.returncode != 0
    assert said in finished.stderr.strip().splitlines()[-1]


def test_production_is_what_it_is_when_nobody_says_otherwise() -> None:
    env = {key: text for key, text in COMPLETE.items() if key not in {"HOLDFAST_ENV", "ALLOWED_HOSTS"}}
    assert "ALLOWED_HOSTS is not set" in run("manage.py", "check", env=env).stderr


def test_the_deployment_checks_have_nothing_to_say() -> None:
    finished = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert finished.returncode == 0, finished.stderr
    assert "no issues" in finished.stdout + finished.stderr


def test_a_weak_secret_key_is_no_key() -> None:
    finished = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", env={**COMPLETE, "SECRET_KEY": "short"})
    assert finished.returncode != 0


def test_open_lines_lead_to_closed_ones_and_signs_of_life_do_not(production: Any) -> None:
    status, headers, _ = production["answers"]["plain"]
    assert (status, headers["Location"]) == (301, "https://holdfast.example/accounts/login/")
    assert production["answers"]["live"][0] == 200


def test_the_browser_is_told_to_stay_on_closed_lines_for_a_year(production: Any) -> None:
    header = production["answers"]["secure"][1]["Strict-Transport-Security"]
    assert int(re.search(r"max-age=(\d+)", header)[1]) >= 31_536_000  # type: ignore[index]
    assert "includeSubDomains" in header
    assert "preload" in header


def test_cookies_travel_on_closed_lines_only(production: Any) -> None:
    settings = production["settings"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert settings["CSRF_COOKIE_SECURE"]
    assert not settings["DEBUG"]
    assert settings["SECURE_PROXY_SSL_HEADER"] is None, "a header that anybody can send is trusted only on request"


def test_another_hosts_name_is_refused(production: Any) -> None:
    assert production["answers"]["foreign"][0] == 400


def test_without_its_servers_it_says_so_and_names_no_secret(production: Any) -> None:
    status, headers, body = production["answers"]["ready"]
    assert status == 503
    assert headers["Content-Type"] == "application/json"
    assert '"database": false' in body
    assert '"redis": false' in body
    assert [secret for secret in PASSWORDS if secret in str(production["answers"])] == []
