"""A PostgreSQL of a test's own, which may be stopped in the middle of anything."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.services import postgres
from config.services.home import Home, furnish
from config.services.postgres import Cluster


class OwnPostgres:
    """The server, with the durability that production has: what was committed must come back."""

    def __init__(self, folder: Path) -> None:
        self.cluster = Cluster(furnish(Home(folder)), durable=True)

    def start(self) -> None:
        """Start it, for the first time or to recover."""
        self.child = postgres.started(self.cluster, time.sleep)

    def stop_immediately(self) -> None:
        """`pg_ctl stop -m immediate`: every backend ends where it stands, and nothing is written down any more."""
        account = self.cluster.account
        subprocess.run(
            [self.cluster.programs / "pg_ctl", "stop", "-m", "immediate", f"--pgdata={self.cluster.data}"],
            check=True,
            capture_output=True,
            cwd="/",
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        self.child.process.wait(timeout=20)

    @property
    def environment(self) -> dict[str, str]:
        urls = self.cluster.urls
        return {"DATABASE_URL": urls.application, "DATABASE_OWNER_URL": urls.owner}


@contextmanager
def own_postgres(folder: Path) -> Iterator[OwnPostgres]:
    """A running server with an empty database; its data are gone with the block."""
    server = OwnPostgres(folder)
    server.start()
    try:
        yield server
    finally:
        postgres.stop(server.cluster, server.child)
        shutil.rmtree(server.cluster.place, ignore_errors=True)
