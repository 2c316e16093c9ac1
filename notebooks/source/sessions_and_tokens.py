# %% [markdown] lang="ko"
# # 세션과 토큰
#
# 발표의 56번 슬라이드는 세션의 문제를 두 가지 듭니다. 로그인한 사람마다 서버가 무언가를 기억해야 하고, 그 기억이 메모리에 있으면 서버를 늘리기 어렵다는 것입니다. 65번 슬라이드에 따르면 토큰을 쓰는 서버에는 상태가 없습니다. 두 주장을 05단계의 서버로 측정하고, 그 대신 토큰에 드는 비용도 측정합니다.

# %% [markdown] lang="en"
# # Sessions and tokens
#
# Slide 56 of the talk names two problems of sessions: the server has to remember something for everybody who logs in, and as long as that is in its memory, a second server is of little help. With tokens, slide 65 says, a server has no state. Both are measured here with the servers of stage 05, and so is the price of tokens.

# %% lang="ko"
from figures import speak

speak("ko")

# %% lang="en"
from figures import speak

speak("en")

# %% [markdown] lang="ko"
# `session_server.py`와 `token_server.py`를 네 개씩, 저마다 다른 프로세스로 띄웁니다. 토큰을 쓰는 서버들은 같은 키를 알고 있습니다. 기다리지 않도록 비밀번호 확인만 빠르게 바꾸었습니다(`notebooks/measured_servers.py`).

# %% [markdown] lang="en"
# Four servers of each kind start, `session_server.py` and `token_server.py`, each a process of its own. Those with tokens know the same key. Only the check of passwords has been made quick, so that nobody has to wait for it (`notebooks/measured_servers.py`).

# %%
import atexit
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from statistics import median
from time import perf_counter

import psutil
from figures import conclude, draw, label, machine, say
from measured_servers import ask, log_in, running

KINDS = ("session", "token")
WORKERS = (1, 2, 4)
afterwards = ExitStack()
atexit.register(afterwards.close)
started = afterwards.enter_context(running(max(WORKERS), "session_server", "token_server"))
servers = dict(zip(KINDS, started, strict=True))
here = machine("Flask", "PyJWT")
print(here)

# %% [markdown] lang="ko"
# ## 서버가 늘어나면
#
# 첫 번째 서버에 한 번만 로그인합니다. 그다음 요청은 서버들이 돌아가며 맡습니다. 앞에 웹 서버를 두면 흔히 이렇게 나눕니다(라운드 로빈).

# %% [markdown] lang="en"
# ## With more servers
#
# We log in once, at the first server. Then the servers take the requests in turn, as a web server in front of them usually has it (round robin).

# %%
REQUESTS = 40
shown = {kind: log_in(servers[kind][0]) for kind in KINDS}


def answered(kind, workers):
    """Return the share of requests that is answered with 200."""
    in_turn = islice(cycle(servers[kind][:workers]), REQUESTS)
    return sum(ask(server, "GET /me", shown[kind])[0] == 200 for server in in_turn) / REQUESTS


shares = {str(workers): {kind: answered(kind, workers) for kind in KINDS} for workers in WORKERS}
for workers, share in shares.items():
    print(workers, "  ".join(f"{kind} {share[kind]:4.0%}" for kind in KINDS))

# %%
NAMES = {"session": label("세션", "session"), "token": label("토큰", "token")}
most = shares[str(max(WORKERS))]


def draw_shares(axes):
    """Draw two bars for each number of servers."""
    for number, kind in enumerate(KINDS):
        places = [place + (number - 0.5) * 0.36 for place in range(len(WORKERS))]
        heights = [100 * share[kind] for share in shares.values()]
        bars = axes.bar(places, heights, 0.34, label=NAMES[kind])
        axes.bar_label(bars, fmt="%.0f%%", padding=2)
    axes.set_xticks(range(len(WORKERS)), [label(f"서버 {n}개", f"{n} server{'s'[: n - 1]}") for n in WORKERS])
    axes.set_ylabel(label("200으로 응답한 요청 (%)", "requests answered with 200 (%)"))
    axes.set_ylim(0, 135)
    axes.set_yticks(range(0, 101, 25))
    axes.legend(loc="upper right", ncols=2)


draw(
    "sessions_and_tokens",
    label(
        f"서버가 {max(WORKERS)}개일 때 제대로 응답한 요청: 세션 {most['session']:.0%}, 토큰 {most['token']:.0%}",
        f"Answered by {max(WORKERS)} servers: {most['session']:.0%} with a session, {most['token']:.0%} with a token",
    ),
    draw_shares,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![서버 1, 2, 4개가 200으로 응답한 요청의 비율, 세션과 토큰](../pictures/sessions_and_tokens.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![The share of requests that 1, 2 and 4 servers answered with 200, by session and by token](../pictures/sessions_and_tokens.en.light.png)

# %%
said = {"session": say("세션", "the session"), "token": say("토큰", "the token")}
unharmed = [said[kind] for kind in KINDS if most[kind] >= shares["1"][kind]]
verdict = ", ".join(unharmed) or say("없음", "nothing")
conclude(
    say(
        f"한 번 로그인하고 서버 {max(WORKERS)}개가 돌아가며 맡게 했더니, 세션으로는 요청의 {most['session']:.0%}, "
        f"토큰으로는 {most['token']:.0%}가 제대로 응답을 받았습니다. 서버를 늘려도 그대로인 것: {verdict}.",
        f"Logged in once, and with {max(WORKERS)} servers taking turns, {most['session']:.0%} of the requests were "
        f"answered with a session, and {most['token']:.0%} with a token. Unharmed by more servers: {verdict}.",
    ),
    answered=shares,
)

# %% [markdown] lang="ko"
# 세션도 서버를 늘릴 수 있습니다. 한 사람의 요청을 늘 같은 서버로 보내거나, 세션을 모든 서버가 보는 데이터베이스에 두면 됩니다. 앞의 방법은 그 서버가 멈추면 로그인도 사라지고, 뒤의 방법은 시간이 더 걸립니다. 얼마나 걸리는지는 아래에서 측정합니다.
#
# ## 1초에 몇 번
#
# 클라이언트 넷이 0.2초 동안 쉬지 않고 요청합니다. 이번에도 로그인은 첫 번째 서버에서 한 번만 합니다(위의 토큰은 5분이면 만료되므로 새로 받습니다). 클라이언트도 같은 컴퓨터의 코어를 나누어 쓰므로, 코어보다 서버가 많아도 더 빨라지지는 않습니다.

# %% [markdown] lang="en"
# There are ways to have several servers with sessions: send the requests of a user to the same server always, or keep the sessions in a database that all servers look into. With the first, log-ins are lost when that server stops; the second takes time, and how much is measured below.
#
# ## How many a second
#
# Four clients ask without a pause for 0.2 seconds, again after one log-in at the first server (a new one: the token from above expires after five minutes). They share the machine's cores with the servers, so more servers than cores make nothing faster.

# %%
CLIENTS, SECONDS = 4, 0.2
shown = {kind: log_in(servers[kind][0]) for kind in KINDS}


def statuses(kind, workers, first):
    """Ask until the time is over, beginning with one of the servers, and return what was answered."""
    end = perf_counter() + SECONDS
    found = []
    for server in islice(cycle(servers[kind][:workers]), first, None):
        if perf_counter() > end:
            return found
        found.append(ask(server, "GET /me", shown[kind])[0])


def per_second(kind, workers):
    """Return how many requests a second were answered with 200, and how many at all."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        began = perf_counter()
        asked = [pool.submit(statuses, kind, workers, first) for first in range(CLIENTS)]
        found = [status for future in asked for status in future.result()]
        seconds = perf_counter() - began
    return {"good": found.count(200) / seconds, "all": len(found) / seconds}


speeds = {str(workers): {kind: per_second(kind, workers) for kind in KINDS} for workers in WORKERS}
for workers, speed in speeds.items():
    print(workers, *(f" {kind} {speed[kind]['good']:5.0f} of {speed[kind]['all']:5.0f}" for kind in KINDS))

# %%
gain = {kind: speeds[str(max(WORKERS))][kind]["good"] / speeds["1"][kind]["good"] for kind in KINDS}
last = {kind: speeds[str(max(WORKERS))][kind]["good"] for kind in KINDS}
conclude(
    say(
        f"서버를 1개에서 {max(WORKERS)}개로 늘리자 1초에 제대로 받은 응답은 세션이 {gain['session']:.1f}배, "
        f"토큰이 {gain['token']:.1f}배가 되었습니다. {max(WORKERS)}개일 때 토큰은 세션의 "
        f"{last['token'] / last['session']:.1f}배입니다.",
        f"From 1 server to {max(WORKERS)}, the right answers a second became {gain['session']:.1f} times as many with "
        f"a session and {gain['token']:.1f} times with a token. With {max(WORKERS)}, there are "
        f"{last['token'] / last['session']:.1f} times as many with tokens as with sessions.",
    ),
    per_second=speeds,
    gain=gain,
)

# %% [markdown] lang="ko"
# ## 사용자마다 드는 메모리
#
# 두 종류의 서버에 1,000명씩 다섯 번 로그인하고, 그때마다 운영 체제에 프로세스의 상주 메모리(RSS)를 물어봅니다. 처음 1,000명은 세지 않습니다. 그동안 서버가 처음 쓰는 것들을 메모리에 올리기 때문입니다.

# %% [markdown] lang="en"
# ## Memory for each user
#
# At a server of each kind, 1,000 users log in, five times over, and each time we ask the operating system for the resident memory (RSS) of the process. The first 1,000 do not count: meanwhile a server loads what it uses for the first time.

# %%
STEP, STEPS = 1_000, 5


def resident(server):
    """Return the bytes that a server's process has in memory; on Windows it is the child of another."""
    process = psutil.Process(server.process_id)
    return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)])


def growth(server):
    """Return by how many bytes a server grows while users log in."""
    ask(server, "POST /log-ins/1000", {})
    sizes = [resident(server)]
    for _ in range(STEPS):
        ask(server, f"POST /log-ins/{STEP}", {})
        sizes.append(resident(server))
    return [size - sizes[0] for size in sizes]


with ThreadPoolExecutor(len(KINDS)) as pool:
    grown = dict(zip(KINDS, pool.map(growth, [servers[kind][-1] for kind in KINDS]), strict=True))
per_user = {kind: grown[kind][-1] / (STEP * STEPS) for kind in KINDS}
for kind in KINDS:
    print(f"{kind:8}", *(f"{size / 1024:7,.0f}" for size in grown[kind]), "KiB")

# %% [markdown] lang="ko"
# 운영 체제는 메모리를 4 KiB 이상의 조각으로 나누어 주므로 이 값은 어림값입니다. 그래서 `05_jwt/measure.py`로도 측정합니다. Python의 `tracemalloc`으로 세션 10,000개만 따로 재는 함수입니다.

# %% [markdown] lang="en"
# The operating system hands out memory in pieces of 4 KiB and more, so this is a little rough. `05_jwt/measure.py` measures the same in another way: 10,000 sessions and nothing else, by Python's `tracemalloc`.

# %%
from measure import USERS, bytes_per_session, fill, medians, sessions_of

traced = bytes_per_session()
print(f"{traced:.0f} bytes")


def draw_growth(axes):
    """Draw the memory against the users."""
    users = [STEP * step for step in range(STEPS + 1)]
    for kind in KINDS:
        axes.plot(users, [size / 2**20 for size in grown[kind]], "o-", linewidth=2.5, label=NAMES[kind])
    axes.set_xlabel(label("로그인한 사용자", "users who have logged in"))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_ylabel(label("늘어난 메모리 (MiB)", "memory added (MiB)"))
    axes.legend()


draw(
    "sessions_and_tokens_memory",
    label(
        f"사용자마다 늘어난 서버 메모리: 세션 {per_user['session']:.0f}바이트, 토큰 {per_user['token']:.0f}바이트",
        f"A user adds to a server's memory: {per_user['session']:.0f} bytes with sessions, "
        f"{per_user['token']:.0f} with tokens",
    ),
    draw_growth,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![로그인한 사용자 수에 따라 늘어난 서버의 메모리, 세션과 토큰](../pictures/sessions_and_tokens_memory.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![The memory a server has taken in addition, by users logged in, with sessions and with tokens](../pictures/sessions_and_tokens_memory.en.light.png)

# %%
million = {kind: per_user[kind] * 1_000_000 / 2**20 for kind in KINDS}
conclude(
    say(
        f"사용자 {STEP * STEPS:,}명이 로그인하는 동안 한 명마다 세션 서버의 메모리는 {per_user['session']:.0f}바이트, "
        f"토큰 서버의 메모리는 {per_user['token']:.0f}바이트 늘었습니다. 세션 자체는 {traced:.0f}바이트입니다. "
        f"백만 명이면 세션 {million['session']:,.0f} MiB, 토큰 {million['token']:,.0f} MiB입니다.",
        f"While {STEP * STEPS:,} users logged in, each of them added {per_user['session']:.0f} bytes to the server with "
        f"sessions and {per_user['token']:.0f} to the one with tokens; a session by itself takes {traced:.0f} bytes. "
        f"For a million users that is {million['session']:,.0f} MiB with sessions and {million['token']:,.0f} MiB with tokens.",
    ),
    bytes_per_user=per_user,
    traced_bytes_per_session=traced,
)

# %% [markdown] lang="ko"
# 여기서 쓴 세션에는 사용자 번호와 시각만 들어 있습니다. 장바구니라도 담으면 더 커집니다. 반대로, 서버가 기억해야만 할 수 있는 일도 있습니다. 로그아웃하면 세션은 바로 지워지지만, 토큰은 만료될 때까지 쓸 수 있습니다.
#
# ## 요청 한 번에 드는 시간
#
# 토큰을 쓰는 서버는 기억하는 대신 요청마다 서명을 계산합니다. 두 서버에 번갈아 요청하고 중앙값을 비교합니다.

# %% [markdown] lang="en"
# Our sessions hold the number of a user, and a time; with a shopping basket, they would be larger. On the other hand there is something that only memory can do: a session ends at the log-out, and a token is good until it expires.
#
# ## The time of a request
#
# Instead of remembering, a server with tokens computes a signature for each request. Both servers are asked by turns, and their medians compared.

# %%
shown = {kind: log_in(servers[kind][0]) for kind in KINDS}
times = {kind: [] for kind in KINDS}
for _ in range(120):
    for kind in KINDS:
        began = perf_counter()
        ask(servers[kind][0], "GET /me", shown[kind])
        times[kind].append(perf_counter() - began)
afterwards.close()
requests = {kind: median(times[kind]) for kind in KINDS}
print("  ".join(f"{kind} {seconds * 1e6:.0f} µs" for kind, seconds in requests.items()))

# %% [markdown] lang="ko"
# 서버는 이제 필요 없으므로 닫았습니다. 이번에는 확인하는 부분만 따로 측정합니다. 메모리에서 세션 찾기, 토큰 검증하기, 그리고 여러 서버가 함께 보는 데이터베이스에서 세션 찾기입니다. 세션은 10,000개입니다.

# %% [markdown] lang="en"
# The servers have done their work and are closed. Now for the check alone: a session found in memory, a token verified, and a session found in a database, where several servers can look. There are 10,000 sessions.

# %%
import secrets

import tokens
from jwt_databases import own_database
from jwt_models import LogIn, User
from sqlalchemy import select
from sqlalchemy.orm import Session

keys = {"this-run": secrets.token_urlsafe(32)}
token = tokens.issue(keys, "access", 1, tokens.new_id())
sessions = sessions_of(USERS)
session_id = next(iter(sessions))

with own_database() as engine, Session(engine) as database:
    sid = fill(database)

    def look_up():
        """Find out whose log-in it is, in a transaction of its own, as each request has one."""
        database.execute(select(User.user_id).join(LogIn).where(LogIn.sid == sid)).one()
        database.rollback()

    checks = medians(
        {
            "session": lambda: sessions.get(session_id),
            "token": lambda: tokens.read(keys, token, "access"),
            "session in a database": look_up,
        }
    )
for what, seconds in checks.items():
    print(f"{what:22}{seconds * 1e6:8.1f} µs")

# %%
check_ratio = checks["token"] / checks["session"]
request_ratio = requests["token"] / requests["session"]
database_ratio = checks["session in a database"] / checks["token"]


def draw_costs(axes):
    """Draw the checks and the requests, each beside each."""
    shared = checks["session in a database"]
    rows = {
        label("확인: 세션, 메모리에서", "check: session in memory"): checks["session"],
        label("확인: 토큰", "check: token"): checks["token"],
        label("확인: 세션, 데이터베이스에서", "check: session in a database"): shared,
        label("요청 전체: 세션", "whole request: session"): requests["session"],
        label("요청 전체: 토큰", "whole request: token"): requests["token"],
    }
    colours = ["C0", "C1", "C0", "C0", "C1"]
    bars = axes.barh(list(rows), [seconds * 1e6 for seconds in rows.values()], color=colours)
    axes.bar_label(bars, [f"{seconds * 1e6:,.1f}" for seconds in rows.values()], padding=4)
    axes.set_xscale("log")
    axes.set_xlim(right=max(rows.values()) * 1e6 * 6)
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.set_xlabel(label("마이크로초 (로그 눈금)", "microseconds (log scale)"))
    axes.grid(visible=False, axis="y")
    axes.invert_yaxis()


draw(
    "sessions_and_tokens_cost",
    label(
        f"토큰에 걸리는 시간: 확인만 하면 세션의 {check_ratio:,.0f}배, 요청 전체로는 {request_ratio:.2f}배",
        f"A token takes {check_ratio:,.0f} times as long to check as a session, the whole request {request_ratio:.2f} times",
    ),
    draw_costs,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![세션과 토큰을 확인하는 시간과 요청 전체에 걸린 시간](../pictures/sessions_and_tokens_cost.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![The time to check a session and a token, and that of the whole request](../pictures/sessions_and_tokens_cost.en.light.png)

# %%
share_of_request = checks["token"] / requests["token"]
conclude(
    say(
        f"토큰을 검증하는 데는 메모리에서 세션을 찾는 시간의 {check_ratio:,.0f}배, 요청 전체로는 {request_ratio:.2f}배가 걸렸습니다. "
        f"요청에 걸린 시간에서 검증이 차지하는 비율은 {share_of_request:.0%}입니다. "
        f"데이터베이스에서 세션을 찾는 데는 토큰을 검증하는 시간의 {database_ratio:.1f}배가 걸렸습니다.",
        f"Verifying a token took {check_ratio:,.0f} times as long as finding a session in memory, and the whole request "
        f"{request_ratio:.2f} times as long; verifying is {share_of_request:.0%} of a request. "
        f"Finding a session in a database took {database_ratio:.1f} times as long as verifying a token.",
    ),
    check_ratio=check_ratio,
    request_ratio=request_ratio,
    share_of_request=share_of_request,
    database_ratio=database_ratio,
)
