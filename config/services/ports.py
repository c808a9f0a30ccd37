"""Ports on the loopback interface: free ones are chosen, and kept while they stay free."""

import socket

from config.services.home import Home
from config.services.keys import remember, remembered

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether nobody listens on that port of the loopback interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # A port that a closed connection still holds counts as free, one with a listener does not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def kept_port(home: Home, name: str) -> int:
    """The port this home used last under that name if it is still free, else a new one, remembered."""
    last = int(remembered(home).get(name, "0"))
    if last and is_free(last):
        return last
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(remember(home, name, str(probe.getsockname()[1])))
