"""Keep every Python that has this folder on its PYTHONPATH off the network, and write down what it asked for."""

import os
import sys
from pathlib import Path

HERE = ("127.0.0.1", "::1", "localhost", "", None)


def refuse(event, arguments):
    """Raise if this is a look-up of a host, or a connection or a datagram to one, other than this machine."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in HERE:
        with Path(os.environ["NETWORK_LOG"]).open("a") as log:
            log.write(f"{event} {host}\n")
        raise OSError(f"the network is off: {event} {host}")


sys.addaudithook(refuse)
