"""Measures any server of the account book's API, in whatever language, by the claims of `api_cases.json`.

    python tests/full_app/api_cases.py http://127.0.0.1:8000 [--only GROUP]

Prints a line for each case and a board of the groups, and ends with 1 if a case
failed. How a case is written is said at the top of `api_cases.json`.
"""

import argparse
import json
import re
import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

CASES = Path(__file__).with_suffix(".json")
OPENER = build_opener(ProxyHandler({}))
PART = '--part\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
TYPES = {"integer": int, "string": str, "boolean": bool, "array": list, "object": dict}
NOTHING = type("Nothing", (), {})()
Case = dict[str, Any]
Answer = tuple[int, Any, str]


class Result(NamedTuple):
    """What became of a case; `why` says what was called, got and expected if it failed, else nothing."""

    group: str
    name: str
    why: list[str]


def fill(value: Any, variables: dict[str, Any]) -> Any:
    """Return a value of the case file with variables in their places; raise KeyError for one never saved."""
    match value:
        case str():
            return re.sub(r"\{([a-z]\w*)\}", lambda found: str(variables[found[1]]), value)
        case {"$var": name}:
            return variables[name]
        case {"$raw_equals": name}:
            return {"$raw": variables[name]}
        case {"$repeat": [part, times]}:
            return fill(part, variables) * times
        case dict():
            return {key: fill(item, variables) for key, item in value.items()}
        case list():
            return [fill(item, variables) for item in value]
    return value


def faults(expected: Any, got: Any, at: str = "body") -> Iterator[str]:
    """Yield where `got` is not as expected: a key that is named, an item, a matcher, a value, its type."""
    if isinstance(expected, dict) and any(key.startswith("$") for key in expected):
        right = all(MATCHERS[name](argument, got) for name, argument in expected.items())
    elif isinstance(expected, dict | list) and type(expected) is type(got):
        pairs = expected.items() if isinstance(expected, dict) else enumerate(expected)
        for key, item in pairs:
            yield from faults(item, _at(got, key), f"{at}/{key}")
        right = isinstance(expected, dict) or len(expected) == len(got)
    else:
        # To Python 1, 1.0 and True are equal; as money they are not.
        right = type(expected) is type(got) and expected == got
    if not right:
        yield f"{at}: {_shown(expected)}, not {_shown(got)}"


MATCHERS: dict[str, Callable[[Any, Any], bool]] = {
    "$type": lambda name, got: type(got) is TYPES[name],
    "$any": lambda _, got: got is not NOTHING,
    "$absent": lambda _, got: got is NOTHING,
    "$length": lambda count, got: isinstance(got, str | list | dict) and len(got) == count,
    "$matches": lambda pattern, got: isinstance(got, str) and re.search(pattern, got) is not None,
    "$not": lambda other, got: got is not NOTHING and any(faults(other, got)),
    "$has": lambda item, got: isinstance(got, list) and any(not any(faults(item, one)) for one in got),
}


def _shown(value: Any) -> str:
    return "nothing" if value is NOTHING else json.dumps(value, ensure_ascii=False)[:500]


def _at(value: Any, key: Any) -> Any:
    """Return what an object or a list has at a key, NOTHING if it has nothing there."""
    try:
        return value[int(key) if isinstance(value, list) else key]
    except (LookupError, TypeError, ValueError):
        return NOTHING


def ask(base: str, case: Case) -> Answer:
    """Send the request of a case whose variables are filled in; return status, headers and text."""
    body, content_type = _packed(case)
    headers = {name: text for name, text in {**content_type, **case["headers"]}.items() if text is not None}
    address = base.rstrip("/") + quote(case["path"], safe="/?&=%:+")
    try:
        answer = OPENER.open(Request(address, body, headers, method=case["method"]), timeout=30)
    except HTTPError as problem:
        answer = problem
    with answer:
        return answer.status, answer.headers, answer.read().decode(errors="replace")


def _packed(case: Case) -> tuple[bytes | None, dict[str, str]]:
    encoding = case.get("encoding", "utf-8")
    if "body" in case:
        return json.dumps(case["body"]).encode(), {"Content-Type": "application/json"}
    if "raw" in case:
        return case["raw"].encode(encoding), {}
    if "form" not in case:
        return None, {}
    text = ""
    for name, value in case["form"].items():
        if isinstance(value, dict):
            name, value = f'{name}"; filename="{value["filename"]}', value["text"]
        text += PART.format(name, value)
    return f"{text}--part--\r\n".encode(encoding), {"Content-Type": "multipart/form-data; boundary=part"}


def judged(case: Case, answer: Answer, variables: dict[str, Any]) -> Iterator[str]:
    """Yield where the answer is not as the case expects, and save what the case saves."""
    status, headers, text = answer
    try:
        body = json.loads(text)
    except ValueError:
        body = NOTHING
    yield from faults(case["status"], status, "status")
    for name, place in case.get("save", {}).items():
        value = text if place == "raw" else body if place.startswith("/") else headers.get(place, NOTHING)
        for key in place.split("/")[1:]:
            value = _at(value, key)
        yield from faults({"$any": True}, value, place)
        variables |= {} if value is NOTHING else {name: value}
    for name, value in fill(case["answer_headers"], variables).items():
        yield from faults(value, headers.get(name, NOTHING), name)
    expected = fill(case["answer"], variables) or {"$raw": {"$any": True}}
    yield from faults(expected["$raw"], text) if "$raw" in expected else faults(expected, body)


def run_case(base: str, case: Case, variables: dict[str, Any]) -> Iterator[str]:
    """Send a case's request, as often as it says; yield what was called, got and expected if that differs."""
    request, got, wrong = case, "nothing", list[str]()
    try:
        request = fill({key: case[key] for key in case if key not in {"answer", "answer_headers"}}, variables)
        for _ in range(case.get("times", 1)):
            answer = ask(base, request)
            got = f"{answer[0]} {answer[2][:1000]}"
            wrong += judged(case, answer, variables)
    except KeyError as unknown:
        wrong.append(f"{unknown} to be saved by a case before this one")
    except (OSError, HTTPException) as error:
        if isinstance(getattr(error, "reason", None), ConnectionRefusedError):
            sys.exit(f"No server answers at {base}.")
        wrong.append(f"an answer, not {error!r}")
    if wrong:
        sent = _shown(request.get("body", request.get("raw", request.get("form", ""))))
        yield from (f"called    {request['method']} {request['path']} {sent}", f"got       {got}")
        yield from (f"expected  {fault}" for fault in wrong)


def run(base: str, document: dict[str, Any], only: str | None = None) -> Iterator[Result]:
    """Run all groups or one, each with variables of its own, after a set-up that is told of if it fails."""
    seoul = datetime.now(UTC) + timedelta(hours=9)
    clock = {"month": f"{seoul:%Y-%m}", "year": seoul.year, "last_year": seoul.year - 1}
    for group in (group for group in document["groups"] if only in {None, group["name"]}):
        variables = {**clock, **group.get("variables", {}), "random": secrets.token_hex(6)}
        for case in document["setup"] + group["cases"]:
            variables["status"] = case["status"]
            why = list(run_case(base, _with_usual(document, case), variables))
            if why or case in group["cases"]:
                yield Result(group["name"], case["name"], why)


def _with_usual(document: dict[str, Any], case: Case) -> Case:
    """Return a case with what holds for every case, and for every problem if it is one."""
    parts = (document["every_case"], document["every_problem"] if case["status"] >= 400 else {}, case)
    usual = ("headers", "answer_headers", "answer")
    return case | {
        key: {name: value for part in parts for name, value in part.get(key, {}).items()} for key in usual
    }


def main() -> int:
    """Run the cases, say what became of each, and return 1 if one failed."""
    document = json.loads(CASES.read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser()
    parser.add_argument("base", help="where the server answers, such as http://127.0.0.1:8000")
    parser.add_argument("--only", choices=[group["name"] for group in document["groups"]])
    asked = parser.parse_args()
    board: dict[str, list[bool]] = {}
    for group, name, why in run(asked.base, document, asked.only):
        print("\n      ".join([f"{'FAIL' if why else 'ok  '}  {group}: {name}", *why]), flush=True)
        board.setdefault(group, []).append(not why)
    board["all"] = [right for group in board.values() for right in group]
    print("", *(f"{name:<24}{sum(found):>4} of {len(found)}" for name, found in board.items()), sep="\n")
    return 0 if all(board["all"]) else 1


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
