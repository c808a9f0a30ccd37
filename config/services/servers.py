"""PostgreSQL and Redis for one run: those the environment names, else our own."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from config.services import given, postgres, redis
from config.services.home import Home
from config.services.processes import Child
from config.services.progress import step


@dataclass
class Server:
    """One server that this run started or took over, and how to start and stop it."""

    start: Callable[[], Child]
    end: Callable[[Child], None]
    child: Child = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> Child:
        """Start it, for the first time or again."""
        self.child = self.start()
        return self.child

    def stop(self) -> None:
        """Stop it."""
        self.end(self.child)


@dataclass
class Servers:
    """Addresses for the environment, and what has to be stopped at the end."""

    urls: dict[str, str] = field(default_factory=dict)
    own: list[Server] = field(default_factory=list)

    def stop(self) -> None:
        """Stop what this run started, last first."""
        while self.own:
            self.own.pop().stop()


def start_servers(
    servers: Servers,
    home: Home,
    *,
    durable: bool,
    pause: Callable[[float], None],
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Fill `servers` one by one, so that an interrupted start can still be taken back."""
    theirs = given.database_urls(environ), given.redis_url(environ)
    with step("PostgreSQL") as progress:
        progress.result = _database(servers, home, theirs[0], durable=durable, pause=pause)
    with step("Redis") as progress:
        progress.result = _queue(servers, home, theirs[1], pause=pause)


def _database(
    servers: Servers, home: Home, urls: dict[str, str], *, durable: bool, pause: Callable[[float], None]
) -> str:
    if urls:
        servers.urls |= urls
        return f"given: {given.where(urls['DATABASE_URL'])}"
    cluster = postgres.Cluster(home, durable=durable)
    servers.own.append(Server(partial(postgres.started, cluster, pause), partial(postgres.stop, cluster)))
    servers.urls |= {"DATABASE_URL": cluster.urls.application, "DATABASE_OWNER_URL": cluster.urls.owner}
    return f"started on port {cluster.port}" + (f", data in {cluster.place}" if cluster.outside else "")


def _queue(servers: Servers, home: Home, urls: dict[str, str], *, pause: Callable[[float], None]) -> str:
    if urls:
        servers.urls |= urls
        return f"given: {given.where(urls['REDIS_URL'])}"
    servers.own.append(Server(partial(redis.started, home, pause), partial(redis.stop, home)))
    servers.urls["REDIS_URL"] = redis.url(home)
    return f"started, {redis.server_program().name}"
