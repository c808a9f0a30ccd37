"""`make demo`: everything Holdfast needs, in one terminal, until Ctrl-C."""

import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial

from config.services.application import ONE_OFF, STAYING, Application, account_table, finish, static_fingerprint
from config.services.errors import Refusal, as_sentence
from config.services.health import await_ready
from config.services.holder import announce, only_one
from config.services.home import Home, chosen_home, furnish
from config.services.keys import remember, remembered, secret
from config.services.ports import LOOPBACK, is_free
from config.services.processes import Child, end, end_leftovers, forget
from config.services.progress import complain, say, step
from config.services.servers import Servers, start_servers
from config.services.stopping import Stop, Stopped, inherited
from config.services.supervisor import Kept, watch


def main() -> int:
    """0 after Ctrl-C or SIGTERM, 1 with one sentence when it could not start or go on."""
    stop = Stop().listen()
    try:
        run(stop)
    except Stopped:
        say("Stopped. Everything it had started has ended; the data is kept.")
        return 0
    except Refusal as refusal:
        complain(str(refusal))
    except OSError as error:
        complain(as_sentence(error))
    return 1


def run(stop: Stop) -> None:
    """Start everything in order and keep it running; however this ends, nothing is left behind."""
    began = time.monotonic()
    port = wanted_port()
    home = furnish(chosen_home())
    with only_one(home, stop), ExitStack() as ending:
        say(f"Holdfast starts; its data and logs are in {home.path}")
        clear_leftovers(home)
        require_port(port)
        address = f"http://{LOOPBACK}:{port}"
        announce(home, state="running", url=address)
        ending.callback(end_leftovers, home, ONE_OFF)
        servers = Servers()
        ending.callback(servers.stop)
        start_servers(servers, home, durable=True, pause=stop.pause)
        application = Application(home, environment(home, servers, port), port)
        prepare(application, stop)
        kept: list[Kept] = []
        ending.callback(stop_kept, home, kept, stop)
        ending.callback(announce, home, state="stopping", url=address)
        start_staying(application, kept, stop)
        accounts = account_table(application)
        stop.check()
        say(f"  {'Together':<66}{time.monotonic() - began:6.1f} s")
        say(f"ready {address}\n{accounts}\nCtrl-C ends everything and keeps the data.")
        watch([*kept, *(Kept(server.child, server.restart) for server in servers.own)], stop)


def wanted_port() -> int:
    """PORT, or 8000."""
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Refusal(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def clear_leftovers(home: Home) -> None:
    """End what a demo left running whose supervisor was killed. Its PostgreSQL and Redis are taken over."""
    if found := end_leftovers(home, [*STAYING, *ONE_OFF]):
        say(f"  An earlier demo was killed; ended what it left: {', '.join(found)}")


def require_port(port: int) -> None:
    """Refuse a port that somebody listens on: the web server itself would quietly share it."""
    if not is_free(port):
        raise Refusal(
            f"Port {port} is in use by another program; stop it, or choose another one: make demo PORT={port + 1}"
        )


def environment(home: Home, servers: Servers, port: int) -> dict[str, str]:
    """What the application's processes see. The caller's own values stay, except that this is the demo."""
    generated = {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret(home, "secret_key"),
        "HOLDFAST_MAIL_DIR": os.environ.get("HOLDFAST_MAIL_DIR") or str(home.mail),
        "STATIC_ROOT": os.environ.get("STATIC_ROOT") or str(home.static),
        "HOLDFAST_BASE_URL": os.environ.get("HOLDFAST_BASE_URL") or f"http://127.0.0.1:{port}",
    }
    fixed = {
        "HOLDFAST_ENV": "demo",
        "HOLDFAST_HOME": str(home.path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    return {**inherited(), **generated, **fixed, **servers.urls}


def prepare(application: Application, stop: Stop) -> None:
    """Bring database and static files up to date, both at once."""
    fingerprint = static_fingerprint()
    collecting = None
    if remembered(application.home).get("static") != fingerprint:
        collecting = application.collect_static()
    finish(application.prepare(), stop)
    if collecting is not None:
        with step("Static files"):
            finish(collecting, stop)
        remember(application.home, "static", fingerprint)


def start_staying(application: Application, kept: list[Kept], stop: Stop) -> None:
    """Start web server, worker and timetable, and wait until they work together."""
    for name in STAYING:
        kept.append(Kept(application.start(name), partial(application.start, name)))
    with step("Web, worker, timetable") as progress:
        await_ready(application.port, [one.child for one in kept], stop)
        progress.result = "started and ready"


def stop_kept(home: Home, kept: Sequence[Kept], stop: Stop) -> None:
    """First the timetable and the web server, so that no new work arrives; then the worker finishes its own."""
    by_name: dict[str, Child] = {one.name: one.child for one in kept}
    patience = 1.0 if stop.hurried else 8.0
    for names in (("beat", "web"), ("worker",)):
        end([by_name[name] for name in names if name in by_name], patience=patience)
    for name in by_name:
        forget(home, name)


if __name__ == "__main__":
    sys.exit(main())
