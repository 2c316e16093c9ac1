"""The main job on the real server: a household's statements go in, its months come out to the won.

The figures were added up by hand from the files, without this program: the
columns of money out and in, or the signs, as the banks wrote them.
"""

import http.client
import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.full_app.conftest import PASSWORD, new_database, start_server, stop_server

SAMPLES = Path(__file__).parents[2] / "06_full_app" / "samples"
# In the order in which they are imported, each with its account; the last two are added for this.
STATEMENTS = {
    "bank_cp949.csv": "은행",
    "card_cancelled.csv": "카드",
    "bus_a.csv": "현금",
    "bus_b.csv": "현금",
    "bank_utf8_bom_signed.csv": "별빛은행",
    "bank_january_february.xlsx": "은하수은행",
}

pytestmark = pytest.mark.server


class Client:
    """A program that talks to the server over HTTP, as a user's own would."""

    def __init__(self, url: str) -> None:
        self.host = url.removeprefix("http://")
        self.headers: dict[str, str] = {}
        body = {"email": f"{secrets.token_hex(6)}@example.com", "password": PASSWORD, "locale": "ko"}
        self.headers["Authorization"] = f"Bearer {self.post('/api/v1/auth/signup', **body)['access_token']}"
        self.book = f"/api/v1/books/{self.ask('GET', '/api/v1/books')['items'][0]['id']}"

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        """Return what the server answers with 200 or 201."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.request(method, path, body, {**self.headers, "Content-Type": kind})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        assert response.status in {200, 201}, text
        return json.loads(text)

    def post(self, path: str, **body: Any) -> Any:
        """Send JSON."""
        return self.ask("POST", path, json.dumps(body).encode())

    def take(self, name: str, account_id: int) -> int:
        """Import a sample and return how many entries it added."""
        part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
        form = (
            part.format("account_id", "") + f"{account_id}\r\n" + part.format("file", f'; filename="{name}"')
        )
        body = form.encode() + (SAMPLES / name).read_bytes() + b"\r\n--x--\r\n"
        preview = self.ask("POST", f"{self.book}/imports", body, "multipart/form-data; boundary=x")
        added = self.post(f"{self.book}/imports/{preview['id']}/commit")["added"]
        assert isinstance(added, int)
        return added

    def accounts(self) -> dict[str, Any]:
        """Return the accounts by name."""
        return {row["name"]: row for row in self.ask("GET", f"{self.book}/accounts")["items"]}

    def months(self) -> dict[str, Any]:
        """Return the reports of the two months that the samples are of."""
        path = f"{self.book}/reports/month?month="
        return {month: self.ask("GET", path + month) for month in ("2026-01", "2026-02")}


@dataclass(frozen=True)
class Job:
    """What came of it."""

    added: dict[str, int]
    months: dict[str, Any]
    balances: dict[str, int]
    rides: list[str]
    added_again: dict[str, int]
    months_after: dict[str, Any]
    check: "subprocess.CompletedProcess[str]"


@pytest.fixture(scope="module")
def job(backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """All samples imported twice by a server of their own, which is stopped and then checked."""
    folder = tmp_path_factory.mktemp("job")
    url = [] if backend == "sqlite" else ["--database", new_database(request.getfixturevalue("mariadb"))]
    server = start_server(folder, *url)
    try:
        client = Client(server.url)
        for name in ("별빛은행", "은하수은행"):
            client.post(f"{client.book}/accounts", name=name, kind="bank")
        accounts = client.accounts()
        ids = {file: accounts[name]["id"] for file, name in STATEMENTS.items()}
        added = {name: client.take(name, account_id) for name, account_id in ids.items()}
        months = client.months()
        balances = {name: row["balance"] for name, row in client.accounts().items()}
        entries = client.ask("GET", f"{client.book}/entries?account={ids['bus_a.csv']}")["items"]
        again = {name: client.take(name, account_id) for name, account_id in ids.items()}
        after = client.months()
    finally:
        stop_server(server)
    command = [sys.executable, "-m", "account_book", "--data", str(folder), *url, "check"]
    check = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
    rides = sorted(entry["day"] for entry in entries if entry["payee"] == "시내버스")
    return Job(added, months, balances, rides, again, after, check)


def test_each_booking_of_the_statements_is_added_once(job: Job) -> None:
    # Lines with a day. The card has 32, without one that is marked as cancelled and two pairs of
    # a purchase and what cancels it. Ten rides of the second bus file are in the first one too.
    expected = {
        "bank_cp949.csv": 28,
        "card_cancelled.csv": 27,
        "bus_a.csv": 15,
        "bus_b.csv": 5,
        "bank_utf8_bom_signed.csv": 22,
        "bank_january_february.xlsx": 21,
    }

    assert job.added == expected


@pytest.mark.parametrize(
    ("month", "income", "expense", "by_account"),
    [
        pytest.param(
            "2026-01",
            7_192_154,
            5_381_120,
            {
                # What the bank's own line of totals says.
                "은행": (4_004_812, 2_900_510),
                # All 32 lines make 1,783,610; less 245,000 that is marked, and 2 x 28,000, a
                # purchase and its cancelled line without a sign. 79,000 and -79,000 make nothing.
                "카드": (0, 1_482_610),
                # 19,050 until the 20th, then 1,500 + 1,550 + 3,000 + 1,200 + 1,500; 30,000 + 20,000 came in.
                "현금": (50_000, 27_800),
                # The lines with a plus: 187 + 100,000 + 480,000 + 1,250 + 60,000.
                "별빛은행": (641_437, 570_730),
                # 45,700 + 2,450,000 + 205 came in.
                "은하수은행": (2_495_905, 399_470),
            },
            id="January",
        ),
        # 15,320 + 30,000 came in.
        pytest.param("2026-02", 45_320, 737_850, {"은하수은행": (45_320, 737_850)}, id="February"),
    ],
)
def test_a_month_adds_up_to_the_won(
    job: Job, month: str, income: int, expense: int, by_account: dict[str, tuple[int, int]]
) -> None:
    blocks = job.months[month]["currencies"]

    assert [block["currency"] for block in blocks] == ["KRW"]
    assert (blocks[0]["income"], blocks[0]["expense"]) == (income, expense)
    assert blocks[0]["net"] == income - expense
    found = {row["name"]: (row["income"], row["expense"]) for row in blocks[0]["by_account"]}
    assert found == by_account


def test_what_nobody_has_sorted_yet_is_all_there_is_by_category(job: Job) -> None:
    categories = job.months["2026-01"]["currencies"][0]["by_category"]

    found = [(row["kind"], row["name"], row["amount"]) for row in categories]

    assert found == [("expense", None, 5_381_120), ("income", None, 7_192_154)]


def test_words_of_the_memos_add_up_too(job: Job) -> None:
    tags = job.months["2026-01"]["currencies"][0]["by_tag"]

    # The signed statement alone has such words; an entry with two of them counts for both.
    assert {row["tag"]: (row["income"], row["expense"]) for row in tags} == {
        "가족": (0, 23_400 + 89_000 + 36_000 + 32_000 + 27_000),
        "아이": (100_000, 11_900 + 120_000 + 45_000),
        "장보기": (0, 42_380 + 58_600 + 31_450),
        "주말": (0, 36_000 + 32_000),
    }


def test_balances_are_what_came_in_less_what_went_out(job: Job) -> None:
    expected = {
        "현금": 50_000 - 27_800,
        "은행": 4_004_812 - 2_900_510,
        "카드": -1_482_610,
        "별빛은행": 641_437 - 570_730,
        "은하수은행": 2_495_905 - 399_470 + 45_320 - 737_850,
    }

    assert job.balances == expected


def test_equal_bus_tickets_of_a_day_stay_apart(job: Job) -> None:
    # The city bus: two rides on the 12th and three on the 15th, each for 1,500 won.
    days = ("02", "07", "12", "12", "15", "15", "15", "20", "21", "30")

    assert job.rides == [f"2026-01-{day}" for day in days]


def test_the_same_files_again_add_nothing(job: Job) -> None:
    assert job.added_again == dict.fromkeys(STATEMENTS, 0)
    assert job.months_after == job.months


def test_the_command_check_finds_the_book_in_order(job: Job) -> None:
    # 28 + 27 + 15 + 5 + 22 + 21
    assert (job.check.returncode, job.check.stdout.strip()) == (0, "All is well: 118 entries."), (
        job.check.stderr
    )
