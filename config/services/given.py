"""Servers that the environment names: used as they are, after one look whether they answer."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import psycopg
import redis

from config.services.errors import Refusal

PATIENCE = 5


def database_urls(environ: Mapping[str, str]) -> dict[str, str]:
    """DATABASE_URL and DATABASE_OWNER_URL if set, both answering; nothing if neither is."""
    application, owner = environ.get("DATABASE_URL", ""), environ.get("DATABASE_OWNER_URL", "")
    if owner and not application:
        raise Refusal("DATABASE_OWNER_URL is set and DATABASE_URL is not; set both, or neither.")
    if not application:
        return {}
    urls = {"DATABASE_URL": application, "DATABASE_OWNER_URL": owner or application}
    for name, url in urls.items():
        check_database(name, url)
    return urls


def check_database(name: str, url: str) -> None:
    """Connect once."""
    advice = f"Start it, correct {name}, or unset it to use the built-in PostgreSQL."
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise Refusal(f"{name} must begin with postgres://. {advice}")
    try:
        psycopg.connect(url, connect_timeout=PATIENCE).close()
    except psycopg.Error as error:
        raise Refusal(f"{name}: PostgreSQL at {where(url)} cannot be used ({reason(error)}). {advice}") from error


def redis_url(environ: Mapping[str, str]) -> dict[str, str]:
    """REDIS_URL if set and answering; nothing if it is not set."""
    url = environ.get("REDIS_URL", "")
    if not url:
        return {}
    advice = "Start it, correct REDIS_URL, or unset it to use the built-in Redis."
    try:
        with redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Refusal(f"REDIS_URL: Redis at {where(url)} cannot be used ({reason(error)}). {advice}") from error
    return {"REDIS_URL": url}


def where(url: str) -> str:
    """Host, port and path of an address, without its password."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or '?'}{f':{parts.port}' if parts.port else ''}{parts.path}"
    except ValueError:
        return "an address that cannot be read"


def reason(error: Exception) -> str:
    """The last line of a driver's complaint, which is the one that says what happened."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    chosen = next((line for line in lines if "failed:" in line or "Error" in line), lines[0] if lines else "")
    return chosen.rpartition("failed: ")[2].rstrip(".") or type(error).__name__
