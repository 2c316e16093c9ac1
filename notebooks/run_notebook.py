"""Run a notebook from its first cell to its last in a kernel of its own, as `Run All Cells` does."""

import asyncio
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import nbformat
from jupyter_client import KernelManager
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from traitlets.config import Config

# Against hanging only: no cell of ours takes more than a few seconds.
CELL_SECONDS = 120
START_SECONDS = 60


def executed(path: Path) -> Any:
    """Return a stored notebook as `run` returns it."""
    return run(nbformat.read(path, as_version=4), path.parent)


def run(notebook: Any, folder: Path) -> Any:
    """Run a notebook in a folder and return it with what its cells print.

    Raises nbclient's CellExecutionError if a cell fails.
    """
    # Without it, each kernel warns that others on this machine could listen.
    config = Config(KernelManager={"transport_encryption": "auto"})
    where = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=CELL_SECONDS, resources=where, config=config)
    # ZeroMQ cannot wait in the loop that is the usual one on Windows.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(client.async_execute())


def kernel_trouble(name: str = "python3") -> str:
    """Start a kernel and end it; return nothing, or the sentence why that does not work."""
    manager = KernelManager(kernel_name=name, transport_encryption="auto")
    try:
        manager.start_kernel(stderr=DEVNULL)
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=START_SECONDS)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    except NoSuchKernel:
        trouble = f"There is no kernel {name!r}"
    except (RuntimeError, OSError) as error:
        trouble = f"The kernel does not start ({error})"
    else:
        return ""
    return (
        f"{trouble}: the slides show code, and not what it prints.\n"
        "To mend it: uv run --group notebooks python -m ipykernel install --sys-prefix"
    )
