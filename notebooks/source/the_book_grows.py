# %% [markdown] lang="ko"
# # 해마다 커지는 가계부
#
# 발표의 4번 슬라이드는 오늘 만들 것이 가계부라고 말합니다. 06단계에 완성된 가계부가 있습니다. 가계부는 해마다 커집니다. 여러 해를 쓰면 느려질까요? 1년, 3년, 10년 쓴 가계부의 서버를 띄우고 HTTP로 물어봅니다. 그 옆에서는 같은 내역을 가진 가장 단순한 서버가 같은 질문에 답합니다. 이쪽은 WSGI와 `sqlite3`, `json`뿐이고 토큰도 검사도 변경 기록도 없습니다.

# %% [markdown] lang="en"
# # The account book as it grows
#
# Slide 4 of the talk says what we will have at the end: an account book. Stage 06 has it, complete. Such a book grows with every year; does it become slow? Servers of books that are one, three and ten years old are started here and asked over HTTP. Beside them, a bare server answers the same questions about the same entries: WSGI, `sqlite3` and `json`, without tokens, checks and history.

# %% lang="ko"
from figures import speak

speak("ko")

# %% lang="en"
from figures import speak

speak("en")

# %% [markdown] lang="ko"
# ## 세 가계부
#
# 단순한 서버부터 띄웁니다. `06_full_app/benchmarks/yardstick.py`에 질문 둘을 더한 것입니다(`notebooks/bare_books.py`). 서버는 저마다 다른 프로세스이고 데이터는 임시 폴더에 있으므로, 여러분의 가계부는 건드리지 않습니다.

# %% [markdown] lang="en"
# ## Three books
#
# The bare server is the first to start: `06_full_app/benchmarks/yardstick.py`, with two questions more (`notebooks/bare_books.py`). Each server is a process of its own with its data in a temporary folder, so your own book stays as it is.

# %%
import book_server
from figures import conclude, draw, label, machine, say

bare = book_server.serve_bare()
here = machine("Flask", "SQLAlchemy")
print(here)

# %% [markdown] lang="ko"
# `06_full_app/benchmarks/seed.py`가 가계부마다 한 달에 300건씩 내역을 채웁니다. 변경 기록도 함께 채웁니다. 단순한 서버는 변경 기록을 뺀 사본을 받습니다.

# %% [markdown] lang="en"
# `06_full_app/benchmarks/seed.py` fills each book with 300 entries a month, and with their history. The bare server gets a copy without history.

# %%
import json
import sqlite3
from contextlib import closing
from shutil import copyfile
from statistics import median
from time import perf_counter

from account_book.home import Home
from benchmarks.seed import A_MONTH, EMAIL, PASSWORD, seed

YEARS = (1, 3, 10)
# The whole years, and the January after them, which is what will be asked.
ENTRIES = {years: (12 * years + 1) * A_MONTH for years in YEARS}
FILE = "account-book.sqlite3"
sizes, histories = {}, {}


def without_history(file):
    """Take the history out of a book's file, and return how many bytes it had."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE change_log")
        (pages,) = connection.execute("PRAGMA freelist_count").fetchone()
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    return pages * page_size


def grown(years):
    """Return a starting server of a book so old; the bare one gets a copy of its file."""

    def fill(folder):
        seed(Home.at(folder), ENTRIES[years])
        sizes[years] = (folder / FILE).stat().st_size
        copy = bare.folder / f"{years}.sqlite3"
        copyfile(folder / FILE, copy)
        histories[years] = without_history(copy)

    return book_server.serve(fill)


books = {years: grown(years) for years in YEARS}
print(*(f"{years} years: {ENTRIES[years]:,} entries, {books[years].address}" for years in YEARS), sep="\n")

# %% [markdown] lang="ko"
# ## 다섯 가지 질문
#
# 마지막 달인 2026년 1월의 목록 한 쪽, 그달의 보고서, 2025년의 보고서, 잔액이 있는 계좌 목록을 요청하고, 새 내역을 하나 기록합니다. 계좌 잔액은 저장하지 않고 언제나 모든 내역을 더해 구합니다. 먼저 두 서버의 답이 같은지 확인합니다.

# %% [markdown] lang="en"
# ## Five questions
#
# We ask for a page of the list of the last month, January 2026, for that month's report, for the report of 2025, and for the accounts with their balances, and write a new entry. A balance is stored nowhere: it is always the sum of all entries. First of all, do the two servers answer the same?

# %%
QUESTIONS = {
    "list": "GET /entries?from=2026-01-01&to=2026-01-31&limit=50",
    "month": "GET /reports/month?month=2026-01",
    "year": "GET /reports/year?year=2025",
    "accounts": "GET /accounts",
    "new entry": "POST /entries",
}
NEW = {"kind": "expense", "day": "2024-06-15", "amount": 12_300, "account_id": 2, "category_id": 5}


def ask(connection, question, start, headers):
    """Ask a server about book 1 and return its answer, without the page mark that only ours signs."""
    method, path = question.split()
    sent = json.dumps(NEW) if method == "POST" else None
    connection.request(method, f"{start}/api/v1/books/1{path}", sent, headers)
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status < 300, text
    return {**json.loads(text), "next": None}


def asker(server, start="", token=""):
    """Return a function that asks a server, on a connection that stays open."""
    connection = server.connect()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    return lambda question: ask(connection, question, start, headers)


def log_in(server):
    """Return a token of the user whose book it is."""
    connection = server.connect()
    user = json.dumps({"email": EMAIL, "password": PASSWORD})
    connection.request("POST", "/api/v1/auth/login", user, {"Content-Type": "application/json"})
    return json.load(connection.getresponse())["access_token"]


KINDS = ("account book", "bare")
askers = {
    years: {"account book": asker(book, token=log_in(book)), "bare": asker(bare, f"/{years}")}
    for years, book in books.items()
}
reading = [question for question in QUESTIONS.values() if question.startswith("GET")]
equal = sum(both["account book"](each) == both["bare"](each) for both in askers.values() for each in reading)
print(f"{equal} of {len(YEARS) * len(reading)} answers are the same")

# %% [markdown] lang="ko"
# 모든 가계부에 모든 질문을 번갈아 여러 번 합니다. 그러면 컴퓨터가 잠깐 느려져도 모두가 똑같이 느려집니다. 아래는 중앙값(ms)이고, 괄호 안은 옆에 있는 단순한 서버의 몇 배인지입니다.

# %% [markdown] lang="en"
# All books are asked all questions by turns, several times, so that a moment in which the machine is slow is slow for all. Below are medians in ms, and in brackets how many times the bare server's they are.

# %%
ROUNDS = 11
times = {name: {years: {kind: [] for kind in KINDS} for years in YEARS} for name in QUESTIONS}
for _ in range(ROUNDS):
    for name, question in QUESTIONS.items():
        for years in YEARS:
            for kind in KINDS:
                began = perf_counter()
                askers[years][kind](question)
                times[name][years][kind].append(perf_counter() - began)


def ratio(above, below):
    """Return how many times as long one took as the other, each time just before or after it."""
    return median(mine / other for mine, other in zip(above, below, strict=True))


beside_bare = {
    name: {str(years): ratio(found["account book"], found["bare"]) for years, found in by_years.items()}
    for name, by_years in times.items()
}
growth = {
    name: {kind: ratio(by_years[YEARS[-1]][kind], by_years[YEARS[0]][kind]) for kind in KINDS}
    for name, by_years in times.items()
}
medians = {
    name: {years: {kind: 1000 * median(found[kind]) for kind in KINDS} for years, found in by_years.items()}
    for name, by_years in times.items()
}
for name, by_years in medians.items():
    row = (
        f"{by_years[years]['account book']:6.1f} ({beside_bare[name][str(years)]:.1f}x)" for years in YEARS
    )
    print(f"{name:10}", *row)

# %%
NAMES = {
    "list": ("목록", "list"),
    "month": ("월별 보고서", "month report"),
    "year": ("연간 보고서", "year report"),
    "accounts": ("계좌 잔액", "balances"),
    "new entry": ("새 내역", "new entry"),
}
FLAT = 1.5
factor = ENTRIES[YEARS[-1]] / ENTRIES[YEARS[0]]
own_growth = {name: growth[name]["account book"] for name in QUESTIONS}
flat = [name for name in QUESTIONS if own_growth[name] < FLAT]
grows = [name for name in QUESTIONS if own_growth[name] >= FLAT]


def draw_times(axes):
    """Draw the time of each question against the entries, ours and the bare server's."""
    entries = list(ENTRIES.values())
    height = 0
    for name in sorted(QUESTIONS, key=lambda name: medians[name][YEARS[-1]]["account book"]):
        colour = "C0" if name in flat else "C1"
        for kind, style in (("account book", "o-"), ("bare", ":")):
            axes.plot(
                entries, [medians[name][years][kind] for years in YEARS], style, color=colour, linewidth=2
            )
        # Where two lines end close together, the second name stands a little higher.
        height = max(medians[name][YEARS[-1]]["account book"], height * 1.25)
        text = label(
            f"{NAMES[name][0]} {own_growth[name]:.1f}배", f"{NAMES[name][1]} x {own_growth[name]:.1f}"
        )
        axes.text(entries[-1] * 1.08, height, text, color=colour, va="center")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(entries[0] / 1.3, entries[-1] * 2.2)
    axes.set_xticks(
        entries,
        [label(f"{n:,}건\n{y}년", f"{n:,} entries\n{y} year{'s'[: y - 1]}") for y, n in ENTRIES.items()],
    )
    lowest, highest = axes.get_ylim()
    axes.set_ylim(lowest, highest * 1.3)
    axes.set_yticks([tick for tick in (0.5, 1, 2, 5, 10, 20, 50, 100) if lowest < tick < highest * 1.3])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.set_ylabel(label("밀리초, 로그 눈금 (점선: 단순한 서버)", "ms, log scale (dotted: bare server)"))


listed = ", ".join(label(*NAMES[name]) for name in flat) or label("없음", "nothing")
draw(
    "the_book_grows",
    label(
        f"내역이 {factor:.0f}배가 되어도 걸리는 시간이 그대로인 것: {listed}",
        f"As quick with {factor:.0f} times the entries: {listed}",
    ),
    draw_times,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![내역 수에 따라 다섯 가지 요청에 걸린 시간](../pictures/the_book_grows.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![The time of five requests, by the number of entries](../pictures/the_book_grows.en.light.png)


# %%
def sentence(names, of):
    """Return names with a figure for each, or that there are none."""
    return ", ".join(f"{say(*NAMES[name])} {of[name]:.1f}" for name in names) or say("없음", "none")


oldest = {name: found[str(YEARS[-1])] for name, found in beside_bare.items()}
conclude(
    say(
        f"내역이 {factor:.1f}배가 되는 동안 걸리는 시간이 몇 배가 되었는지: {FLAT}배 미만은 {sentence(flat, own_growth)}, "
        f"그 이상은 {sentence(grows, own_growth)}. "
        f"{YEARS[-1]}년 쓴 가계부에 걸리는 시간이 단순한 서버의 몇 배인지: {sentence(QUESTIONS, oldest)}.",
        f"While the entries became {factor:.1f} times as many, the time became less than {FLAT} times as long for "
        f"{sentence(flat, own_growth)} (times), and more for {sentence(grows, own_growth)} (times). "
        f"The book of {YEARS[-1]} years takes, beside the bare server, {sentence(QUESTIONS, oldest)} times as long.",
    ),
    factor=factor,
    growth=growth,
    beside_bare=beside_bare,
    same_answers=equal,
    answers=len(YEARS) * len(reading),
)

# %% [markdown] lang="ko"
# 목록과 보고서는 인덱스를 써서 요청한 기간의 행만 읽습니다. 그래서 그 기간의 내역이 늘 때만 느려집니다. 계좌 잔액은 모든 행을 읽어야 하므로, 단순한 서버에서도 똑같이 느려집니다. 합을 저장해 두면 빨라지지만, 저장한 합은 틀릴 수 있습니다.
#
# ## 서버의 메모리
#
# 방금 질문에 답한 프로세스의 상주 메모리(RSS)를 운영 체제에 물어봅니다.

# %% [markdown] lang="en"
# By an index, the list and the reports read the rows of the days that were asked for and no others, so only more entries in those days would make them slower. The balances have to read every row, which the bare server has to do as well. Stored sums would be quicker, and could be wrong.
#
# ## The server's memory
#
# We ask the operating system for the resident memory (RSS) of the processes that have just answered.

# %%
memory = {str(years): books[years].memory() / 2**20 for years in YEARS}
for server in (*books.values(), bare):
    server.stop()
memory_growth = memory[str(YEARS[-1])] / memory[str(YEARS[0])]
print({years: f"{mib:.0f} MiB" for years, mib in memory.items()})
conclude(
    say(
        f"{YEARS[0]}년 쓴 가계부의 서버는 메모리 {memory[str(YEARS[0])]:.0f} MiB, {YEARS[-1]}년 쓴 가계부의 서버는 "
        f"{memory[str(YEARS[-1])]:.0f} MiB를 씁니다. {memory_growth:.2f}배입니다.",
        f"The server of a book of {YEARS[0]} year has {memory[str(YEARS[0])]:.0f} MiB in memory, that of {YEARS[-1]} "
        f"years {memory[str(YEARS[-1])]:.0f} MiB: {memory_growth:.2f} times as much.",
    ),
    memory_mib=memory,
    memory_growth=memory_growth,
)

# %% [markdown] lang="ko"
# ## 파일의 크기
#
# 서버는 모두 멈췄고 임시 폴더도 지웠습니다. 데이터베이스 파일의 크기는 내역을 채운 직후에 적어 두었고, 변경 기록이 그 가운데 얼마인지도 함께 세어 두었습니다.

# %% [markdown] lang="en"
# ## The size of the file
#
# The servers have stopped, and their folders are gone. How large the database files are was noted as soon as they were filled, and also how much of that is history.

# %%
per_entry = (sizes[YEARS[-1]] - sizes[YEARS[0]]) / (ENTRIES[YEARS[-1]] - ENTRIES[YEARS[0]])
history_share = histories[YEARS[-1]] / sizes[YEARS[-1]]
for years in YEARS:
    print(f"{years:2} years: {sizes[years] / 2**20:5.1f} MiB, history {histories[years] / 2**20:5.1f} MiB")


def draw_file(axes):
    """Draw the size of each file, in two parts."""
    names = [label(f"{n:,}건 ({y}년)", f"{n:,} entries, {y} year{'s'[: y - 1]}") for y, n in ENTRIES.items()]
    history = [histories[years] / 2**20 for years in YEARS]
    rest = [(sizes[years] - histories[years]) / 2**20 for years in YEARS]
    axes.barh(names, rest, 0.6, label=label("내역과 인덱스", "entries and indexes"))
    bars = axes.barh(names, history, 0.6, left=rest, label=label("변경 기록", "history"))
    axes.bar_label(bars, [f"{sizes[years] / 2**20:.1f} MiB" for years in YEARS], padding=6)
    axes.set_xlim(right=max(sizes.values()) / 2**20 * 1.15)
    axes.set_xlabel("MiB")
    axes.grid(visible=False, axis="y")
    axes.invert_yaxis()
    axes.legend(loc="upper right")


draw(
    "the_book_grows_file",
    label(
        f"내역 한 건에 파일 {per_entry:,.0f}바이트, 그 가운데 변경 기록이 {history_share:.0%}",
        f"An entry takes {per_entry:,.0f} bytes of the file; {history_share:.0%} of the file is history",
    ),
    draw_file,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![1년, 3년, 10년 쓴 가계부의 파일 크기, 내역과 변경 기록](../pictures/the_book_grows_file.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![The size of the file after 1, 3 and 10 years, of entries and of history](../pictures/the_book_grows_file.en.light.png)

# %%
gigabyte = 2**30 / (per_entry * A_MONTH * 12)
conclude(
    say(
        f"내역이 한 건 늘 때마다 파일은 {per_entry:,.0f}바이트 늘었고, 파일의 {history_share:.0%}는 변경 기록입니다. "
        f"한 달에 {A_MONTH}건씩 기록하는 집의 파일은 {gigabyte:,.0f}년 뒤에 1 GiB가 됩니다.",
        f"Each further entry made the file {per_entry:,.0f} bytes longer, and {history_share:.0%} of the file is history. "
        f"The file of a household with {A_MONTH} entries a month reaches 1 GiB after {gigabyte:,.0f} years.",
    ),
    bytes_per_entry=per_entry,
    history_share=history_share,
)
