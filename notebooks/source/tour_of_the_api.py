# %% [markdown] lang="ko"
# # Python으로 둘러보는 가계부 API
#
# 가계부(06단계)의 화면에서 하는 일은 프로그램으로도 할 수 있습니다. 로그인하고, 은행 명세서를 가져오고, 한 해를 pandas로 그려 봅니다. 요청이 두 번 갔을 때와 실수를 했을 때, 남에게 권한을 일부만 줄 때 어떻게 되는지도 봅니다. 마지막은 발표의 65번 슬라이드가 말하는 것, 곧 비밀번호를 주지 않고 권한을 맡기는 일입니다.

# %% [markdown] lang="en"
# # A tour of the account book's API, from Python
#
# What the pages of the account book (stage 06) do, a program can do too: sign in, import a bank's statement, and draw a year with pandas. We also look at what happens when a request comes twice, after a mistake, and when somebody else gets a part of one's rights, which is what slide 65 of the talk is about: to hand over rights, but no password.

# %% lang="ko"
from figures import speak

speak("ko")

# %% lang="en"
from figures import speak

speak("en")

# %% [markdown] lang="ko"
# ## 서버 시작하기
#
# 명령 `account-book`을 다른 프로세스로 띄웁니다. 8000번 포트를 쓰려고 하며, 이미 사용 중이면 다른 포트를 골라 알려 줍니다. 데이터는 임시 폴더에 있고, 이 노트북이 끝나면 함께 사라집니다. 여러분이 쓰는 가계부는 건드리지 않습니다. 아래 주소를 브라우저의 시크릿 창에서 열어 같은 사용자로 로그인하면, 이 노트북이 한 일이 화면에 나타납니다.

# %% [markdown] lang="en"
# ## Start the server
#
# The command `account-book` runs as a process of its own. It wants port 8000, and if that is taken it takes another one and says so. Its data are in a temporary folder and go with this notebook; the book that you keep yourself is not touched. Open the address in a private window of a browser and sign in as the same user, and you will see there what is done here.

# %%
import json
import random
import secrets
from http.client import HTTPConnection

import pandas
import regions
from book_server import start
from figures import conclude, draw, label, machine, say

here = machine("Flask", "pandas")
print(here)
server = start(say("ko", "en"), port=8000)
print(f"{server.address}  {server.email}  {server.password}")

# %% [markdown] lang="ko"
# `ask`는 요청을 하나 보내고 상태 코드와 JSON을 반환합니다. 표준 라이브러리만 씁니다. API 설명은 서버의 `/docs`에 있습니다.

# %% [markdown] lang="en"
# `ask` sends a request and returns the status and the JSON of its answer. It needs nothing but the standard library. The server describes its API at `/docs`.


# %%
def ask(request, sent=None, token=None, **more):
    """Send a request such as "GET /books", and return status and body of the answer."""
    method, path = request.split()
    headers = {"Content-Type": "application/json", "Accept-Language": say("ko", "en"), **more}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    content = sent if sent is None or isinstance(sent, bytes) else json.dumps(sent).encode()
    connection = HTTPConnection(server.address.removeprefix("http://"), timeout=30)
    connection.request(method, f"/api/v1{path}", content, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text or "null")


status, log_in = ask("POST /auth/login", {"email": server.email, "password": server.password})
mine = log_in["access_token"]
print(status, {**log_in, "access_token": mine[:12] + "...", "refresh_token": "..."})

# %% [markdown] lang="ko"
# 액세스 토큰은 15분 동안 쓸 수 있습니다. 401이 나오면 위의 셀을 다시 실행하십시오.
#
# 가입하면 가계부 하나가 계좌와 분류까지 갖추어 만들어집니다. 교통카드 계좌를 하나 더 만듭니다. 금액은 언제나 최소 단위의 정수입니다. 원화에서는 1이 1원입니다.

# %% [markdown] lang="en"
# The access token is good for 15 minutes; if you see a 401, run the cell above again.
#
# Whoever signs up has a book, with accounts and categories in it. We add an account for a transit card. Amounts are whole numbers of minor units always: of won, there is nothing smaller than 1.

# %%
_, books = ask("GET /books", token=mine)
book = f"/books/{books['items'][0]['id']}"
ask(f"POST {book}/accounts", {"name": say("교통카드", "Transit card"), "kind": "card"}, mine)
_, accounts = ask(f"GET {book}/accounts", token=mine)
_, categories = ask(f"GET {book}/categories", token=mine)
account_ids = {account["name"]: account["id"] for account in accounts["items"]}
bank, transit = account_ids[say("은행", "Bank")], account_ids[say("교통카드", "Transit card")]
category_ids = {category["name"]: category["id"] for category in categories["items"]}
print(", ".join(category_ids))
pandas.DataFrame(accounts["items"])[["id", "name", "kind", "currency", "balance"]]

# %% [markdown] lang="ko"
# ## 명세서 가져오기
#
# 거래처에 어떤 문구가 있으면 어느 분류인지 규칙으로 정해 둡니다. 그런 다음 `06_full_app/samples`의 은행 명세서를 올립니다. 2026년 1월의 CSV이고 인코딩은 cp949입니다. 올리는 것만으로는 가계부에 아무것도 기록되지 않고, 각 행이 어떤 내역이 될지 보여 주기만 합니다.

# %% [markdown] lang="en"
# ## Import a statement
#
# Rules say to which category a payee belongs that contains a certain word. Then we upload a bank's statement out of `06_full_app/samples`, a CSV of January 2026 in Korean, encoded as cp949. The upload by itself writes nothing into the book; it shows what would become of each line.

# %%
# What is spent in a month: Korean, English, won, how often, and words in the payees of the statements.
SPENDING = (
    ("식비", "Groceries", 40_000, 5, "구름마트 달팽이빵집"),
    ("외식", "Eating out", 15_000, 8, "국밥 김밥 식당"),
    ("주거", "Housing", 440_000, 2, "월세 가스 관리사무소 전기요금"),
    ("통신", "Phone and internet", 66_000, 1, "통신"),
    ("교통", "Transport", 4_500, 7, "버스 지하철"),
    ("의료", "Health", 16_000, 1, "약국"),
    ("교육", "Education", 31_000, 1, "서점"),
    ("보험·세금", "Insurance and taxes", 142_000, 1, "보험"),
)
for korean, english, _won, _times, words in SPENDING:
    for word in words.split():
        rule = {"contains": word, "category_id": category_ids[say(korean, english)]}
        ask(f"POST {book}/rules", rule, mine)


def upload(name, account_id):
    """Upload a sample statement for an account, as a form in a browser does, and return the preview."""
    part = "--part\r\nContent-Disposition: form-data; name="
    content = (regions.ROOT / "06_full_app" / "samples" / name).read_bytes()
    form = f'{part}"account_id"\r\n\r\n{account_id}\r\n{part}"file"; filename="{name}"\r\n\r\n'.encode()
    form += content + b"\r\n--part--\r\n"
    _, preview = ask(
        f"POST {book}/imports", form, mine, **{"Content-Type": "multipart/form-data; boundary=part"}
    )
    return preview


preview = upload("bank_cp949.csv", bank)
print({column["name"]: column["role"] for column in preview["columns"]})
names = {number: name for name, number in category_ids.items()}
rows = pandas.DataFrame(preview["rows"])
rows["category"] = rows["category_id"].map(names).fillna("")
rows["amount"] = rows["amount"].astype("Int64")
rows[["n", "state", "day", "kind", "amount", "payee", "category"]].head(8)

# %% [markdown] lang="ko"
# 미리 보기가 맞으면 확정합니다. 같은 파일을 한 번 더 올려 확정하고, 교통카드 명세서도 두 개 올립니다. 두 번째 명세서에는 첫 번째 명세서의 내역 열 건이 또 들어 있습니다. 다만 12일에 두 번, 15일에 세 번 탄 버스는 요금이 같아도 저마다 다른 내역입니다.

# %% [markdown] lang="en"
# The preview is right, so we commit it. Then the same file comes a second time, and after it two statements of the transit card, of which the second repeats ten lines of the first. Two equal bus tickets of the 12th and three of the 15th, on the other hand, are rides of their own.


# %%
def commit(preview):
    """Write all rows of a preview that are new, and return how many those are."""
    return ask(f"POST {book}/imports/{preview['id']}/commit", {}, mine)[1]["added"]


added = {"bank_cp949.csv": commit(preview)}
added["bank_cp949.csv, again"] = commit(upload("bank_cp949.csv", bank))
for name in ("bus_a.csv", "bus_b.csv"):
    added[name] = commit(upload(name, transit))
print(added)
_, tickets = ask(f"GET {book}/entries?account={transit}&from=2026-01-15&to=2026-01-15", token=mine)
print([(entry["day"], entry["payee"], entry["amount"]) for entry in tickets["items"]])
first, again, bus_a, bus_b = added.values()
conclude(
    say(
        f"은행 명세서에서 {first}건을 가져왔고, 같은 파일을 다시 올렸을 때는 {again}건이었습니다. 교통카드 명세서에서는 "
        f"{bus_a}건과 {bus_b}건을 가져왔습니다. 15일의 버스는 {len(tickets['items'])}건입니다.",
        f"The bank's statement added {first} entries, and the same file again {again}. The transit card's added {bus_a} "
        f"and then {bus_b}. There are {len(tickets['items'])} bus tickets of the 15th.",
    ),
    added=added,
    twins=len(tickets["items"]),
)

# %% [markdown] lang="ko"
# ## 한 해
#
# 나머지 열한 달은 지어냅니다. 요청 하나에 내역을 500건까지 묶어 보낼 수 있고, 모두 반영되거나 하나도 반영되지 않습니다.

# %% [markdown] lang="en"
# ## A year
#
# The other eleven months are invented. One request takes up to 500 entries, and writes all of them or none.

# %%
dice = random.Random(2026)


def invented(month, korean, english, won):
    """Return an invented expense of a month."""
    day = f"2026-{month:02}-{dice.randint(1, 28):02}"
    amount = round(won * dice.uniform(0.6, 1.4), -2)
    return {
        **{"kind": "expense", "day": day, "amount": int(amount), "account_id": bank},
        "category_id": category_ids[say(korean, english)],
    }


entries = [
    invented(month, korean, english, won)
    for month in range(2, 13)
    for korean, english, won, times, _words in SPENDING
    for _ in range(times)
]
status, written = ask(f"POST {book}/entries/batch", {"create": entries}, mine)
print(status, len(written["created"]))

# %% [markdown] lang="ko"
# 연간 보고서에는 분류마다 열두 달의 합계가 들어 있습니다. 이것을 pandas의 표로 만듭니다. 명세서의 카드 대금이나 송금처럼 어느 규칙에도 해당하지 않는 내역은 미분류로 남습니다.

# %% [markdown] lang="en"
# The report of a year has the sum of each category in each of the twelve months. It becomes a table of pandas. What no rule knew, such as the card's bill and transfers to people, has no category.

# %%
NO_CATEGORY = say("미분류", "No category")
_, report = ask(f"GET {book}/reports/year?year=2026", token=mine)
year = report["currencies"][0]
spent = [category for category in year["by_category"] if category["kind"] == "expense"]
table = pandas.DataFrame(
    {category["name"] or NO_CATEGORY: category["by_month"] for category in spent},
    index=pandas.RangeIndex(1, 13, name=say("월", "month")),
)
in_table = int(table.to_numpy().sum())
same = say("같습니다", "the same") if in_table == year["expense"] else say("다릅니다", "something else")
conclude(
    say(
        f"표의 {table.size}칸을 더하면 {in_table:,}원이고, 보고서의 지출 {year['expense']:,}원과 {same}.",
        f"The {table.size} cells of the table add up to ₩{in_table:,}; the report says ₩{year['expense']:,}: {same}.",
    ),
    in_table=in_table,
    in_report=year["expense"],
)
table

# %%
LARGEST = 3
english_names = {say(korean, english): english for korean, english, *_ in SPENDING}
english_names[NO_CATEGORY] = "No category"
shown = table.rename(columns=lambda name: label(name, english_names.get(name, name))) / 10_000
largest = list(shown.sum().nlargest(LARGEST).index)
drawn = shown[largest].assign(
    **{label("나머지", "the rest"): shown.drop(columns=largest).sum(axis="columns")}
)
share = shown[largest].to_numpy().sum() / shown.to_numpy().sum()


def draw_year(axes):
    """Draw a bar for each month: the largest categories, and the rest."""
    drawn.plot.bar(stacked=True, ax=axes, color=["C0", "C1", "C2", "0.6"], width=0.7, rot=0)
    axes.set_xlabel(label("2026년 (월)", "month of 2026"))
    axes.set_ylabel(label("지출 (만 원)", "spent (10,000 won)"))
    axes.set_ylim(top=axes.get_ylim()[1] * 1.15)
    axes.grid(visible=False, axis="x")
    axes.legend(loc="upper center", ncols=4)


draw(
    "tour_of_the_api",
    label(
        f"2026년 지출 {shown.to_numpy().sum():,.0f}만 원, 그 가운데 {share:.0%}가 {', '.join(largest)}",
        f"Of what was spent in 2026, {share:.0%} went to: {', '.join(largest)}",
    ),
    draw_year,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![2026년에 다달이 쓴 돈, 가장 큰 분류 셋과 나머지](../pictures/tour_of_the_api.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![What was spent in each month of 2026, in the three largest categories and in the rest](../pictures/tour_of_the_api.en.light.png)

# %% [markdown] lang="ko"
# ## 두 번 보내도 한 번만 기록하기
#
# 응답이 오기 전에 연결이 끊어지면, 내역이 기록되었는지 알 수 없습니다. `Idempotency-Key`를 붙여 보내면 같은 요청을 몇 번이든 다시 보내도 됩니다.

# %% [markdown] lang="en"
# ## Sent twice, written once
#
# When the connection breaks before the answer comes, nobody knows whether the entry was written. With an `Idempotency-Key`, the same request can be sent again as often as one likes.


# %%
def count():
    """Return how many entries of 31 December there are."""
    return len(ask(f"GET {book}/entries?from=2026-12-31&to=2026-12-31", token=mine)[1]["items"])


lunch = {
    **{"kind": "expense", "day": "2026-12-31", "amount": 12_300, "account_id": bank},
    **{"category_id": category_ids[say("외식", "Eating out")], "memo": "#2026"},
}
key = {"Idempotency-Key": secrets.token_hex(16)}
before = count()
answers = [ask(f"POST {book}/entries", lunch, mine, **key) for _ in range(2)]
written = count() - before
other_status, problem = ask(f"POST {book}/entries", {**lunch, "amount": 9_900}, mine, **key)
print(*((status, entry["id"], entry["amount"]) for status, entry in answers), sep="\n")
print(other_status, problem["errors"])
conclude(
    say(
        f"같은 키로 {len(answers)}번 보낸 내역은 {written}번 기록되었습니다. 같은 키로 다른 내역을 보내면 {other_status}입니다.",
        f"Sent {len(answers)} times with the same key, the entry was written {written} time{'s'[: written - 1]}. "
        f"Another entry with that key gets a {other_status}.",
    ),
    sent=len(answers),
    written=written,
    same_answer=answers[0] == answers[1],
    other_status=other_status,
)

# %% [markdown] lang="ko"
# ## 고치고 되돌리기
#
# 내역을 고치려면 자신이 본 버전을 `If-Match`로 밝혀야 합니다. 그사이 다른 사람이 고쳤다면 거부됩니다. 그래서 두 사람이 서로의 수정을 모르고 덮어쓰는 일이 없습니다.

# %% [markdown] lang="en"
# ## Changed and undone
#
# Whoever changes an entry says in `If-Match` which version they have seen. If somebody else changed it meanwhile, they are refused, so nobody overwrites what they do not know of.

# %%
entry = answers[0][1]
address = f"{book}/entries/{entry['id']}"
seen = {"If-Match": f'"{entry["version"]}"'}
good, changed = ask(f"PATCH {address}", {"amount": 21_300}, mine, **seen)
stale, problem = ask(f"PATCH {address}", {"amount": 99_999}, mine, **seen)
print(good, changed["amount"], f"version {changed['version']}")
print(stale, problem["detail"])

# %% [markdown] lang="ko"
# 모든 변경은 변경 기록에 남습니다. 누가 언제 무엇을 무엇으로 바꾸었는지 알 수 있고, 하나씩 되돌릴 수도 있습니다. 가져오기처럼 한 요청이 한 일은 한꺼번에 되돌립니다.

# %% [markdown] lang="en"
# Each change is kept: who made it, when, from what to what. And each can be undone; what one request did, such as an import, is undone as one.


# %%
def amount(row):
    """Return the amount in a row of the history, before or after a change."""
    return row["amount"] if row else None


_, log = ask(f"GET {address}/log", token=mine)
undone, _ = ask(f"POST {book}/undo", {"group_id": log["items"][0]["group_id"]}, mine)
_, now = ask(f"GET {address}", token=mine)
_, log = ask(f"GET {address}/log", token=mine)
history = [
    {"at": line["at"][:19], "before": amount(line["before"]), "after": amount(line["after"])}
    for line in log["items"]
]
conclude(
    say(
        f"내역의 금액은 {entry['amount']:,}원에서 {changed['amount']:,}원이 되었고, 되돌리자 다시 {now['amount']:,}원입니다. "
        f"낡은 버전으로 고치려던 요청은 {stale}, 변경 기록은 {len(history)}줄입니다.",
        f"The entry went from ₩{entry['amount']:,} to ₩{changed['amount']:,}, and once undone it has ₩{now['amount']:,} again. "
        f"The change of an old version got a {stale}; the history has {len(history)} lines.",
    ),
    amounts=[entry["amount"], changed["amount"], now["amount"]],
    stale_status=stale,
    history=len(history),
)
pandas.DataFrame(history).astype({"before": "Int64", "after": "Int64"})

# %% [markdown] lang="ko"
# ## 읽기만 하는 토큰
#
# 보고서를 그리는 프로그램에 비밀번호를 줄 필요는 없습니다. 이 가계부를 일주일 동안 읽을 수만 있는 개인 토큰을 만들어 줍니다. 필요 없어지면 그 토큰만 폐기합니다.

# %% [markdown] lang="en"
# ## A token that may only read
#
# A program that draws reports needs no password. It gets a personal token that may read this book, for a week, and nothing else. When it is no longer needed, that token alone is revoked.

# %%
wanted = {"name": say("그림 그리는 프로그램", "Drawing program"), "scope": "read", "days": 7}
_, personal = ask("POST /tokens", {**wanted, "book_id": books["items"][0]["id"]}, mine)
theirs = personal["token"]
tried = {
    "GET report": ask(f"GET {book}/reports/year?year=2026", token=theirs),
    "POST entry": ask(f"POST {book}/entries", lunch, theirs),
    "POST token": ask("POST /tokens", wanted, theirs),
}
ask(f"DELETE /tokens/{personal['id']}", token=mine)
tried["GET report, revoked"] = ask(f"GET {book}/reports/year?year=2026", token=theirs)
for what, (status, body) in tried.items():
    print(f"{what:20} {status} {body.get('detail', '')}")
statuses = {what: status for what, (status, _) in tried.items()}
read, write, make, revoked = statuses.values()
conclude(
    say(
        f"읽기만 하는 토큰으로 보고서를 읽으면 {read}, 내역을 쓰면 {write}, 다른 토큰을 만들면 {make}, "
        f"토큰을 폐기한 뒤에 읽으면 {revoked}입니다.",
        f"With the token that may read, the report is a {read}, a new entry a {write} and another token a {make}; "
        f"once it is revoked, the report is a {revoked}.",
    ),
    statuses=statuses,
)

# %% [markdown] lang="ko"
# ## 마치기
#
# 서버를 멈춥니다. 데이터도 함께 지워집니다. 이 셀을 실행하지 않아도 커널이 끝나면 서버도 끝납니다. 내 가계부를 쓰려면 터미널에서 `uv run account-book`을 실행하십시오. `06_full_app/ask_the_api.py`는 같은 API에 요청을 보내는 가장 짧은 프로그램입니다.

# %% [markdown] lang="en"
# ## The end
#
# The server stops, and its data are removed. If you do not run this cell, that happens when the kernel ends. To keep a book of your own, run `uv run account-book` in a terminal; `06_full_app/ask_the_api.py` is the shortest program that asks the same API.

# %%
server.stop()
print(server.folder.exists())
