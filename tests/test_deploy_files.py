"""What Docker, nginx and systemd are told fits the code; none of them runs here."""

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from account_book import DEFAULTS, cli, serve, wire
from account_book.nodes import nodes_of

from tests.stages import ROOT

DEPLOY = ROOT / "06_full_app" / "deploy"
TEMPLATE = (DEPLOY / "nginx.conf.template").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
UNIT = (DEPLOY / "account-book@.service").read_text(encoding="utf-8")
COMPOSE = ("compose.yaml", "compose.cluster.yaml")
FILES = [DEPLOY / name for name in (*COMPOSE, ".env.example", "Dockerfile", "account-book@.service")]
SETTINGS = {*DEFAULTS, "SECRET_KEY", "DATABASE_URL", "DATA", "PORT"}


def services(name: str) -> dict[str, dict[str, Any]]:
    """Return the services of a compose file; of the second, as it stands on the first."""
    read: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))["services"]
    return read


def both() -> dict[str, dict[str, Any]]:
    """Return the services of the cluster, as Docker puts the two files together for what is asked here."""
    base, over = (services(name) for name in COMPOSE)
    return {
        name: {
            **base.get(name, {}),
            **over.get(name, {}),
            "environment": {
                **base.get(name, {}).get("environment", {}),
                **over.get(name, {}).get("environment", {}),
            },
        }
        for name in base | over
    }


def instructions(word: str) -> list[str]:
    """Return what stands behind an instruction of the Dockerfile, each time it is there."""
    return re.findall(rf"(?m)^{word} (.*)$", DOCKERFILE)


def options_are_known(words: list[str]) -> bool:
    """Return whether the command `account-book` takes these."""
    assert words[0].endswith("account-book")
    try:
        cli.main.make_context("account-book", words[1:], resilient_parsing=False).close()
    except click.UsageError:
        return False
    return True


def test_what_is_copied_into_the_image_is_there_and_not_ignored() -> None:
    copied = [word for line in instructions("COPY") if "--from" not in line for word in line.split()[:-1]]
    kept = re.findall(r"(?m)^!(.*)$", (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8"))

    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert sorted(copied) == sorted(kept)


def test_the_image_ends_without_root_and_without_what_built_it() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]

    assert re.findall(r"(?m)^USER (\w+)$", last) == ["book"]
    assert not re.search(r"\buv\b|apt|gcc|pip", last)
    assert "useradd --uid 10001" in last
    for name in ("app1", "app2"):
        assert "/data:uid=10001" in services("compose.yaml")[name]["tmpfs"]


def test_the_command_of_image_compose_and_systemd_is_one_that_is_there() -> None:
    [image] = [yaml.safe_load(line) for line in instructions("CMD")]
    [unit] = re.findall(r"(?m)^ExecStart=(.*)$", UNIT)
    composed = [services("compose.yaml")[name]["command"] for name in ("app1", "app2")]

    for words in (image, shlex.split(unit), *composed):
        filled = [word.replace("%i", "8001").replace("${WORKERS:-2}", "2") for word in words]
        assert options_are_known(filled), words
    assert not options_are_known(["account-book", "--threads", "2"])


def test_every_setting_of_the_files_is_one_of_the_application() -> None:
    named = {
        name for path in FILES for name in re.findall(r"ACCOUNT_BOOK_(\w+)", path.read_text(encoding="utf-8"))
    }

    assert {"SECRET_KEY", "DATABASE_URL", "PROXIES"} <= named
    assert named - SETTINGS == set()


def test_what_has_to_be_filled_in_has_no_default_and_a_sentence_without_it() -> None:
    text = "".join((DEPLOY / name).read_text(encoding="utf-8") for name in COMPOSE)
    asked = set(re.findall(r"\$\{(\w+)", text))
    told = set(re.findall(r"(?m)^(\w+)=", (DEPLOY / ".env.example").read_text(encoding="utf-8")))

    assert asked == told
    for name in ("ACCOUNT_BOOK_SECRET_KEY", "DATABASE_PASSWORD"):
        uses = re.findall(rf"\$\{{{name}(.*?)\}}", text)
        assert set(uses) == {":?Copy .env.example to .env and fill it in"}
    assert "root@" not in text
    assert "EMPTY" not in text


@pytest.mark.parametrize(
    ("all_services", "hosts"),
    [(services("compose.yaml"), ["db"]), (both(), ["db", "db2", "db3"])],
    ids=["one database", "cluster"],
)
def test_both_servers_know_the_same_databases_by_the_names_that_they_have(
    all_services: dict[str, dict[str, Any]], hosts: list[str]
) -> None:
    urls = [all_services[name]["environment"]["ACCOUNT_BOOK_DATABASE_URL"] for name in ("app1", "app2")]

    nodes = nodes_of(re.sub(r"\$\{.*?\}", "secret", urls[0]))

    assert urls[0] == urls[1]
    assert [node.host for node in nodes] == hosts
    assert set(hosts) <= all_services.keys()
    for host in hosts:
        environment = all_services[host]["environment"]
        assert environment["MARIADB_USER"] == nodes[0].username
        assert environment["MARIADB_DATABASE"] == nodes[0].database


def test_every_service_is_watched_and_started_again_and_only_the_web_server_is_reached() -> None:
    for name, service in both().items():
        assert service["restart"] == "unless-stopped", name
        # That of the applications stands in the Dockerfile.
        assert "healthcheck" in service or service["image"] == "account-book", name
        assert ":" in service["image"] or service["image"] == "account-book", name
        assert ("ports" in service) == (name == "web"), name
        assert service["networks"] == (["inside", "outside"] if name == "web" else ["inside"]), name
    assert all(port.startswith("127.0.0.1:") for port in services("compose.yaml")["web"]["ports"])


def test_nginx_is_given_one_configuration_and_every_name_that_it_asks_for() -> None:
    web = services("compose.yaml")["web"]
    topology = (DEPLOY / "topology.py").read_text(encoding="utf-8")

    asked = set(re.findall(r"\$\{(\w+)\}", TEMPLATE))

    assert "./nginx.conf.template:/etc/nginx/templates/default.conf.template:ro" in web["volumes"]
    assert asked == set(web["environment"])
    assert all(f'"{name}":' in topology for name in asked)
    upstreams = re.findall(r"server (\w+):(\d+) ", web["environment"]["APP_SERVERS"])
    assert upstreams == [("app1", instructions("EXPOSE")[0]), ("app2", instructions("EXPOSE")[0])]
    assert web["ports"][0].endswith(f":{web['environment']['LISTEN']}")


def test_nginx_takes_what_the_application_takes_and_ends_connections_before_it_does() -> None:
    [largest] = re.findall(r"client_max_body_size (\d+)k;", TEMPLATE)
    [kept] = re.findall(r"(?m)^    keepalive_timeout (\d+)s;", TEMPLATE.partition("server {")[0])

    assert int(largest) * 1024 == wire.BOOK_LIMIT + wire.JSON_LIMIT
    assert int(kept) < serve.BROWSERS_WAIT


LEFT_IN_ORDER = "uuid: 1234\nseqno: 17\nsafe_to_bootstrap: 0\n"
LEFT_LAST = "uuid: 1234\nseqno: 18\nsafe_to_bootstrap: 1\n"
LOST = "uuid: 1234\nseqno:   -1\nsafe_to_bootstrap: 0\n"
# Nobody has the first two addresses.
AWAY = "127.0.0.1 127.0.0.2 127.0.0.3"


@pytest.mark.skipif(sys.platform != "linux", reason="for a container, which is Linux")
@pytest.mark.parametrize(
    ("begins", "state", "others_answer", "joins", "position"),
    [
        pytest.param(True, None, False, False, "", id="the first, for the first time"),
        pytest.param(False, None, False, True, "", id="another, for the first time"),
        pytest.param(True, None, True, True, "", id="the first, after its disk was lost"),
        pytest.param(True, LEFT_IN_ORDER, False, True, "", id="the first, after all were stopped"),
        pytest.param(False, LEFT_LAST, False, False, "", id="the last to leave"),
        pytest.param(False, LEFT_LAST, True, True, "", id="the last to leave, where others began"),
        pytest.param(True, LOST, False, True, "1234:99", id="after a power cut"),
    ],
)
def test_a_node_begins_a_cluster_only_where_nothing_can_be_lost(
    begins: bool, state: str | None, others_answer: bool, joins: bool, position: str, tmp_path: Path
) -> None:
    programs = {
        "docker-entrypoint.sh": 'echo "$@"',
        "gosu": 'echo "[Note] WSREP: Recovered position: 1234:99" >&2',
    }
    for name, line in programs.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{line}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    if state:
        (tmp_path / "grastate.dat").write_text(state, encoding="utf-8")
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "DATA": str(tmp_path),
        "NODES": AWAY,
        "NODE": "127.0.0.1",
        **({"BEGINS": "1"} if begins else {}),
    }

    listener = socket.create_server(("127.0.0.3", 4567)) if others_answer else None
    done = subprocess.run(
        ["bash", DEPLOY / "galera-node.sh"], env=environment, capture_output=True, text=True, timeout=60
    )
    if listener:
        listener.close()

    assert done.returncode == 0, done.stderr
    words = done.stdout.split()
    peers = AWAY.replace(" ", ",") if joins else ""
    assert f"--wsrep-cluster-address=gcomm://{peers}" in words
    assert (f"--wsrep-start-position={position}" in words) == bool(position)
