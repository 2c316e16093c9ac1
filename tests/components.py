"""Which real components this machine has; the report's header says it."""

import os
import shutil
from functools import cache
from importlib.util import find_spec

import local_mariadb


@cache
def chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@cache
def mariadb() -> str | None:
    """Return the path of the MariaDB server, or None; an URL in MYSQL_URL counts too."""
    program = local_mariadb.find_mariadbd()
    found = program and local_mariadb.find_system_tables(program)
    return os.environ.get("MYSQL_URL") or (str(program) if found else None)


def mariadb_name() -> str:
    """Return how the MariaDB of the tests is found; an URL may hold a password."""
    return "the one in MYSQL_URL" if os.environ.get("MYSQL_URL") else f"private, {mariadb()}"


@cache
def mariadb_client() -> str | None:
    """Return the path of MariaDB's command line client, or None."""
    return shutil.which("mariadb")


@cache
def galera() -> str | None:
    """Return the path of Galera's library, or None if something is missing that a cluster needs."""
    # Imported here, as below, for the sake of those who test another stage.
    from deploy import galera, kept

    try:
        return str(galera.library())
    except kept.Failed:
        return None


@cache
def nginx() -> str | None:
    """Return the path of nginx, or None."""
    return shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))


def jupyter() -> str | None:
    """Return where JupyterLab is, or None: it is in the group "notebooks"."""
    spec = find_spec("jupyterlab")
    return spec.origin if spec else None


def found() -> dict[str, str | None]:
    """Return all components with where they are."""
    return {
        "mariadb": mariadb() and mariadb_name(),
        "mariadb-client": mariadb_client(),
        "chromium": chromium(),
        "galera": galera(),
        "nginx": nginx(),
        "jupyter": jupyter(),
    }


def required() -> list[str]:
    """Return the components that must be here: CI names them in REQUIRED_COMPONENTS."""
    return os.environ.get("REQUIRED_COMPONENTS", "").split()
