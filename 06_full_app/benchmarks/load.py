"""Asks a server often: by wrk where it is installed, else by a small client of threads."""

import csv
import http.client
import io
import json
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 4


def tool() -> str:
    """Say what makes the load."""
    return (
        f"wrk, {CONNECTIONS} connections" if shutil.which("wrk") else f"{CONNECTIONS} threads of http.client"
    )


def requests_per_second(url: str, token: str, body: Any, seconds: float) -> float:
    """Return how many requests per second a server answers; raise AssertionError if one fails."""
    if shutil.which("wrk"):
        return _by_wrk(url, token, body, seconds)
    counts = [0] * CONNECTIONS
    threads = [
        threading.Thread(target=_ask, args=(url, token, body, seconds, counts, n)) for n in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _by_wrk(url: str, token: str, body: Any, seconds: float) -> float:
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{max(1, round(seconds))}s",
        "-H",
        f"Authorization: Bearer {token}",
    ]
    with tempfile.TemporaryDirectory() as folder:
        if body is not None:
            script = Path(folder) / "post.lua"
            script.write_text(
                'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                f"wrk.body = [[{json.dumps(body)}]]\n",
                encoding="utf-8",
            )
            command += ["-s", str(script)]
        said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    assert found, said
    return float(found[1])


def _ask(url: str, token: str, body: Any, seconds: float, counts: list[int], number: int) -> None:
    end = time.perf_counter() + seconds
    for _ in _answers(url, token, body):
        counts[number] += 1
        if time.perf_counter() > end:
            return


def _answers(url: str, token: str, body: Any) -> Any:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body)
    while True:
        connection.request("GET" if data is None else "POST", f"{parts.path}?{parts.query}", data, headers)
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
