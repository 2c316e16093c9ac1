"""Which port to listen on: 8000, or the next one if another program has it.

The servers of this stage call `free_port`. The environment variable PORT sets
another first choice: on Linux and macOS `PORT=9000 uv run python ...`, in
PowerShell `$env:PORT = 9000` before it.
"""

import os
import socket
import sys

TRIED = 20


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on; say so if it is not the first choice."""
    first = first_choice()
    for port in range(first, min(first + TRIED, 65536)):
        try:
            # A server that was stopped a second ago does not count: create_server knows each system's way.
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        if port != first:
            print(f"Port {first} is taken by another program, so this one takes {port}.")
        return port
    sys.exit(f"Port {first} and those after it are taken or not allowed. Set PORT to another number.")


def first_choice() -> int:
    """Return the number in PORT, or 8000."""
    # In cmd, `set PORT=9000 && ...` puts a blank behind the number.
    number = os.environ.get("PORT", "8000").strip()
    if not number.isdecimal() or len(number) > 5 or not 0 < int(number) < 65536:
        sys.exit(f"PORT is {number!r}. Set it to a number from 1024 to 65535, or remove it.")
    return int(number)
