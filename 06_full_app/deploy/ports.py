"""Ports of 127.0.0.1 that stay ours: below those that the system hands out for connections."""

import random
import socket

LOWEST, HIGHEST = 20000, 32767
_given: set[int] = set()


def free(count: int = 1) -> list[int]:
    """Return ports that nobody uses; each is given once, so that a server finds its own again."""
    found: list[int] = []
    # In any order, so that two who look at the same time seldom find the same.
    for port in random.sample(range(LOWEST, HIGHEST), HIGHEST - LOWEST):
        if len(found) == count:
            break
        if port not in _given and is_free(port):
            found.append(port)
    _given.update(found)
    return found


def is_free(port: int) -> bool:
    """Return whether a server could listen on a port of 127.0.0.1."""
    with socket.socket() as probe:
        # As servers do: a port is not taken by a connection that has just ended.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
