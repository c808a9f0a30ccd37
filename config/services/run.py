"""Run one command beside a real PostgreSQL and a real Redis: `python -m config.services.run -- COMMAND ...`.

Runs at the same time share the servers; the last one stops them. Their data may be lost with the machine.
"""

import subprocess
import sys
from collections.abc import Sequence

from config.services.errors import Refusal, as_sentence
from config.services.home import Home, chosen_home, furnish
from config.services.locks import Held, lock, take
from config.services.progress import complain
from config.services.servers import Servers, start_servers
from config.services.stopping import Stop, Stopped, inherited

ROOM = "test"


def main(arguments: Sequence[str]) -> int:
    """Exit code of the command; 1 if the servers could not be started; 130 if somebody stopped it before."""
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        complain("Usage: python -m config.services.run -- COMMAND [ARGUMENT ...]")
        return 2
    try:
        return beside_servers(command)
    except Stopped:
        return 130
    except Refusal as refusal:
        complain(str(refusal))
    except OSError as error:
        complain(as_sentence(error))
    return 1


def beside_servers(command: Sequence[str]) -> int:
    """Start or join the servers, run the command, and stop them unless another run still uses them."""
    stop = Stop().listen()
    home = furnish(furnish(chosen_home()).room(ROOM))
    servers = Servers()
    with lock(home.run / "users.lock", shared=True, wait=True) as use:
        try:
            with lock(home.run / "starting.lock", wait=True):
                start_servers(servers, home, durable=False, pause=stop.pause)
            return run(command, servers.urls, home, stop)
        finally:
            with lock(home.run / "starting.lock", wait=True):
                leave(use, servers)


def leave(use: int, servers: Servers) -> None:
    """Stop the servers if nobody else has joined."""
    try:
        take(use)
    except Held:
        return
    servers.stop()


def run(command: Sequence[str], urls: dict[str, str], home: Home, stop: Stop) -> int:
    """The command with the servers' addresses in its environment; SIGTERM is passed on."""
    kept = {"HOLDFAST_ENV": "test", "SECRET_KEY": "only-for-tests", **inherited()}
    try:
        process = subprocess.Popen(list(command), env={**kept, **urls})
    except FileNotFoundError as error:
        raise Refusal(f"There is no command {command[0]!r}.") from error
    told = 0
    while True:
        try:
            return process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            told = pass_on(stop, process, told)


def pass_on(stop: Stop, process: subprocess.Popen[bytes], told: int) -> int:
    """Hand each request to stop to the command, once; how many it has been handed so far.

    Ctrl-C reaches it from the terminal already, and a second one would cut its clearing up short.
    """
    asked = stop.terminations
    if asked > told:
        process.terminate()
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
