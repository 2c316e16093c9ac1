"""Asks a server often: by wrk where it is installed, else by a small client of threads."""

import csv
import http.client
import io
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 4
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Answers:
    """What a server answered while it was asked without a pause."""

    per_second: float
    p50: float
    """Milliseconds that half of the requests took at most; closed loop, so they wait for each other."""
    p99: float
    count: int
    failed: int
    cpu: float
    """Seconds of a processor that the asking took."""


def tool(connections: int = CONNECTIONS, seconds: float = 1) -> str:
    """Say what makes the load."""
    return f"wrk, {connections} connections" if _wrk(seconds) else f"{connections} threads of http.client"


def _wrk(seconds: float) -> bool:
    # It takes whole seconds only.
    return seconds >= 1 and shutil.which("wrk") is not None


def requests_per_second(url: str, token: str, body: Any, seconds: float) -> float:
    """Return how many requests per second a server answers; raise AssertionError if one fails."""
    answers = ask(url, token, body, seconds)
    assert not answers.failed, f"{answers.failed} of {answers.count} requests to {url} failed"
    return answers.per_second


def ask(url: str, token: str, body: Any, seconds: float, connections: int = CONNECTIONS) -> Answers:
    """Ask one thing for so long, over so many connections at once."""
    how = _by_wrk if _wrk(seconds) else _by_threads
    return how(url, token, body, seconds, connections)


def _by_wrk(url: str, token: str, body: Any, seconds: float, connections: int) -> Answers:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency"]
    command += ["-H", f"Authorization: Bearer {token}"]
    with tempfile.TemporaryDirectory() as folder:
        if body is not None:
            script = Path(folder) / "post.lua"
            script.write_text(
                'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                f"wrk.body = [[{json.dumps(body)}]]\n",
                encoding="utf-8",
            )
            command += ["-s", str(script)]
        before = os.times()
        said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
        after = os.times()
    found = {name: re.search(pattern, said) for name, pattern in _SAID_BY_WRK.items()}
    answered, rate = found["count"], found["rate"]
    assert answered, said
    assert rate, said
    errors = [int(number) for name in ("status", "socket") if (e := found[name]) for number in e.groups()]
    p50, p99 = (
        float(latency[1]) * _MILLISECONDS[latency[2]] if (latency := found[name]) else 0.0
        for name in ("p50", "p99")
    )
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Answers(float(rate[1]), p50, p99, int(answered[1]), sum(errors), cpu)


_SAID_BY_WRK = {
    "rate": r"Requests/sec:\s+([0-9.]+)",
    "count": r"(\d+) requests in",
    "p50": r"50%\s+([0-9.]+)(us|ms|s)",
    "p99": r"99%\s+([0-9.]+)(us|ms|s)",
    "status": r"Non-2xx or 3xx responses: (\d+)",
    "socket": r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)",
}


def _by_threads(url: str, token: str, body: Any, seconds: float, connections: int) -> Answers:
    taken: list[float] = []
    failed: list[str] = []
    before = time.process_time()
    end = time.perf_counter() + seconds

    def asking() -> None:
        answers = _answers(url, token, body)
        while (started := time.perf_counter()) < end:
            try:
                next(answers)
            except (AssertionError, OSError, http.client.HTTPException) as error:
                failed.append(str(error))
                # That one has ended with its connection.
                answers = _answers(url, token, body)
            else:
                taken.append((time.perf_counter() - started) * 1000)
        answers.close()

    threads = [threading.Thread(target=asking) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.sort()
    p50, p99 = (taken[int(len(taken) * share)] if taken else 0.0 for share in (0.5, 0.99))
    count = len(taken) + len(failed)
    return Answers(len(taken) / seconds, p50, p99, count, len(failed), time.process_time() - before)


def _answers(url: str, token: str, body: Any) -> Generator[bytes, None, None]:
    parts = urlsplit(url)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body)
    with closing(http.client.HTTPConnection(parts.netloc)) as connection:
        while True:
            connection.request(
                "GET" if data is None else "POST", f"{parts.path}?{parts.query}", data, headers
            )
            response = connection.getresponse()
            content = response.read()
            assert response.status < 300, content
            yield content


def median_seconds(url: str, token: str, times: int) -> float:
    """Return how long a request takes when nobody else asks."""
    answers = _answers(url, token, None)
    measured = []
    for _ in range(times):
        started = time.perf_counter()
        next(answers)
        measured.append(time.perf_counter() - started)
    return statistics.median(measured)


def import_seconds(url: str, token: str, rows: int) -> float:
    """Return how long it takes to upload a statement of so many new rows and to commit it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["거래일자", "내용", "출금액", "입금액"])
    writer.writerows(
        [f"2024.{n % 12 + 1:02}.{n % 28 + 1:02}", f"가게 {n % 700}", f"{1000 + n:,}", ""] for n in range(rows)
    )
    boundary = "a-boundary-that-no-statement-holds"
    form = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="account_id"\r\n\r\n2\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="s.csv"\r\n\r\n'
        f"{text.getvalue()}\r\n--{boundary}--\r\n"
    ).encode()
    started = time.perf_counter()
    preview = _post(url, "/api/v1/books/1/imports", token, form, f"multipart/form-data; boundary={boundary}")
    done = _post(url, f"/api/v1/books/1/imports/{preview['id']}/commit", token, b"{}", "application/json")
    assert (done["added"], done["skipped"]) == (rows, 0), done
    return time.perf_counter() - started


def _post(url: str, path: str, token: str, body: bytes, content_type: str) -> Any:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request("POST", path, body, {"Authorization": f"Bearer {token}", "Content-Type": content_type})
    response = connection.getresponse()
    content = response.read()
    assert response.status < 300, content
    return json.loads(content)


def worker_mib(server: int) -> float:
    """Return the resident memory of a server's largest worker, in MiB."""
    command = ["ps", "-A", "-o", "pid=,ppid=,rss="]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [line.split() for line in said.stdout.splitlines()]
    return max(int(rss) / 1024 for _, parent, rss in rows if int(parent) == server)
