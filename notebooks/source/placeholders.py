# %% [markdown] lang="ko"
# # 플레이스홀더와 문자열 포매팅
#
# 발표의 40번 슬라이드는 값을 SQL 안에 끼워 넣지 않고 `%s` 자리에 따로 넘깁니다. 두 방법이 실제로 어떻게 다른지 데이터베이스에 물어봅니다. 무엇이 막히는지, 평범한 글은 어떻게 되는지, 그리고 시간이 더 걸리는지 측정합니다.

# %% [markdown] lang="en"
# # Placeholders and formatting
#
# Slide 40 of the talk does not put values into the SQL: it hands them over beside it, one for each `%s`. Here a database is asked what the difference is: what is stopped, what becomes of ordinary texts, and whether it takes longer.

# %% lang="ko"
from figures import speak

speak("ko")

# %% lang="en"
from figures import speak

speak("en")

# %% [markdown] lang="ko"
# 서버는 03단계의 것을 씁니다. `MYSQL_URL`이 있으면 그 서버, `mariadbd`가 설치되어 있으면 이 노트북이 따로 띄우는 MariaDB, 둘 다 없으면 연습 서버입니다. 어느 것인지는 아래 줄에 나옵니다.

# %% [markdown] lang="en"
# The server is that of stage 03: the one in `MYSQL_URL`; else, where `mariadbd` is installed, a MariaDB for this notebook alone; else the practice server. The line below says which.

# %%
import random
from collections import Counter
from contextlib import ExitStack
from statistics import median
from time import perf_counter

import pymysql
from figures import conclude, draw, label, machine, say
from injection import ATTEMPTS, attempt, log_in, log_in_carelessly, make_members
from mysql_server import throw_away_database

afterwards = ExitStack()
settings = afterwards.enter_context(throw_away_database())
connection = pymysql.connect(**settings)
afterwards.callback(connection.close)
cursor = connection.cursor()
cursor.execute("SELECT VERSION()")
here = ", ".join([machine("PyMySQL"), *cursor.fetchone()])
print(here)

# %% [markdown] lang="ko"
# ## 로그인 시도 여섯 번
#
# `03_pymysql/injection.py`의 시도를 나란히 놓습니다. 왼쪽은 f-string, 오른쪽은 플레이스홀더입니다.

# %% [markdown] lang="en"
# ## Six attempts to log in
#
# The attempts of `03_pymysql/injection.py` side by side: by an f-string on the left, with placeholders on the right.

# %%
make_members(connection)
careless = {who: attempt(log_in_carelessly, connection, who) for who in ATTEMPTS}
careful = {who: attempt(log_in, connection, who) for who in ATTEMPTS}
for who in ATTEMPTS:
    print(f"{who:14}{careless[who]:24}{careful[who]}")

# %% [markdown] lang="ko"
# 첫 번째 시도만 비밀번호가 맞으므로, 나머지는 아무도 찾지 못해야 합니다.

# %% [markdown] lang="en"
# Only the first attempt has the right secret: all others should find nobody.

# %%
RIGHT = {who: "huey" if who == "as intended" else "nobody" for who in ATTEMPTS}
wrong = {
    "formatting": [who for who in ATTEMPTS if careless[who] != RIGHT[who]],
    "placeholders": [who for who in ATTEMPTS if careful[who] != RIGHT[who]],
}
conclude(
    say(
        f"시도 {len(ATTEMPTS)}가지 가운데 f-string은 {len(wrong['formatting'])}가지에, "
        f"플레이스홀더는 {len(wrong['placeholders'])}가지에 잘못 응답했습니다.",
        f"Of {len(ATTEMPTS)} attempts, the f-string answers {len(wrong['formatting'])} wrongly, "
        f"the placeholders {len(wrong['placeholders'])}.",
    ),
    attempts=len(ATTEMPTS),
    wrong=wrong,
)

# %% [markdown] lang="ko"
# ## 글 수백 개
#
# 여섯 가지는 일부러 고른 것이니, 이번에는 글을 많이 만들어 봅니다. 평범한 메모, 작은따옴표가 든 이름, 알려진 공격을 덧붙인 메모, 그리고 SQL에서 뜻이 있는 기호를 아무렇게나 이어 붙인 글을 백 개씩 만듭니다. 무작위이지만 시드가 고정되어 있어 어디서나 같은 글입니다.

# %% [markdown] lang="en"
# ## Several hundred texts
#
# Those six were chosen, so here are many texts, a hundred of each kind: ordinary memos, names with an apostrophe, memos that end in a known attack, and signs that mean something in SQL, strung together at random. The seed is fixed: the texts are the same everywhere.

# %%
WORDS = ["점심", "커피", "김밥", "교통비", "월세", "lunch", "coffee", "rent", "🍜", "9,000원", "50%", "#11"]
NAMES = [
    "O'Brien",
    "O'Neill",
    "D'Angelo",
    "L'Oréal",
    "Joe's",
    "'N'",
    "Rock'n'Roll",
    "철수's",
    "5'10",
    "'행복'",
]
ENDS = [
    "' OR '1' = '1",
    "' OR 1 = 1 -- ",
    "' OR '' = '",
    "' || 1 #",
    "'='",
    "' UNION SELECT 'x' -- ",
    "'; DELETE FROM notes; --",
]
SIGNS = [
    "'",
    "'",
    '"',
    "\\",
    "\\n",
    "\n",
    "\0",
    ";",
    "-- ",
    "#",
    "%s",
    "_",
    "(",
    "/*",
    "=",
    "|",
    " OR ",
    "1",
    "x",
    "가",
]


def texts(pieces, most, ends, seed):
    """Return a hundred texts of one to `most` pieces and an end; MySQL's = does not see blanks at an end."""
    dice = random.Random(seed)
    made = set()
    while len(made) < 100:
        chosen = dice.choices(pieces, k=dice.randint(1, most))
        made |= {("".join(chosen) + dice.choice(ends)).strip()} - {""}
    return sorted(made)


KINDS = {
    "plain": texts([f"{word} " for word in WORDS], 4, [""], seed=40),
    "names": texts([f"{name} " for name in NAMES], 4, [""], seed=41),
    "attacks": texts([f"{word} " for word in WORDS], 2, ENDS, seed=42),
    "signs": texts(SIGNS, 8, [""], seed=43),
}
for kind, some in KINDS.items():
    print(kind, len(some), some[::25])

# %% [markdown] lang="ko"
# 각 글을 두 방법으로 저장하고, 두 방법으로 찾습니다.

# %% [markdown] lang="en"
# Each text is stored both ways, and searched for both ways.


# %%
def store_by_format(cursor, number, text):
    cursor.execute(f"INSERT INTO by_format VALUES ({number}, '{text}')")


def store_by_placeholders(cursor, number, text):
    cursor.execute("INSERT INTO by_placeholders VALUES (%s, %s)", (number, text))


def search_by_format(cursor, text):
    cursor.execute(f"SELECT memo FROM by_placeholders WHERE memo = '{text}'")
    return cursor.fetchall()


def search_by_placeholders(cursor, text):
    cursor.execute("SELECT memo FROM by_placeholders WHERE memo = %s", (text,))
    return cursor.fetchall()


WAYS = {
    "formatting": ("by_format", store_by_format, search_by_format),
    "placeholders": ("by_placeholders", store_by_placeholders, search_by_placeholders),
}
COLUMNS = "number INT, memo VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, KEY memo (memo)"
for table, _, _ in WAYS.values():
    cursor.execute(f"CREATE TABLE {table} ({COLUMNS}) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4")

# %% [markdown] lang="ko"
# 저장한 글은 입력한 그대로(as typed) 돌아오거나, 다른 글이 되거나(altered), 오류(error)가 납니다. 검색에서 다른 사람의 글까지 나오면 `finds others`입니다.

# %% [markdown] lang="en"
# What was stored comes back as typed, or altered, or ends in an error. A search that brings up texts of others counts as `finds others`.


# %%
def stored(way, number, text):
    """Store a text in one way; return what became of it."""
    table, store, _ = WAYS[way]
    try:
        store(cursor, number, text)
    except pymysql.Error:
        return "error"
    cursor.execute(f"SELECT memo FROM {table} WHERE number = %s", (number,))
    return "as typed" if cursor.fetchall() == ((text,),) else "altered"


def searched(way, text):
    """Search for a text in one way; return what was found."""
    try:
        found = {row[0] for row in WAYS[way][2](cursor, text)}
    except pymysql.Error:
        return "error"
    return "finds others" if found - {text} else "finds it" if found else "finds nothing"


ALL = [(kind, text) for kind, some in KINDS.items() for text in some]
outcomes = {way: [stored(way, number, text) for number, (_, text) in enumerate(ALL)] for way in WAYS}
connection.commit()
findings = {way: [searched(way, text) for _, text in ALL] for way in WAYS}
for way in WAYS:
    print(f"{way:14}", dict(Counter(outcomes[way])), dict(Counter(findings[way])))

# %% [markdown] lang="ko"
# 종류별로 나눈 비율입니다. 남의 글까지 찾아낸 예도 몇 개 봅니다.

# %% [markdown] lang="en"
# The shares by kind, and a few of the texts that found the texts of others.


# %%
def share(results, result, kind=None):
    """Return which share of the texts (of a kind) has this result."""
    those = [got for got, (of_kind, _) in zip(results, ALL, strict=True) if kind in (None, of_kind)]
    return those.count(result) / len(those)


for way in WAYS:
    for kind in KINDS:
        shares = {
            result: f"{share(outcomes[way], result, kind):.0%}" for result in ("as typed", "altered", "error")
        }
        print(f"{way:14}{kind:8}{shares}, finds others: {share(findings[way], 'finds others', kind):.0%}")
finders = [text for (_, text), got in zip(ALL, findings["formatting"], strict=True) if got == "finds others"]
print(finders[:5])

# %%
as_typed = {way: share(outcomes[way], "as typed") for way in WAYS}
finds_others = {way: share(findings[way], "finds others") for way in WAYS}
RESULTS = {
    "as typed": label("입력한 그대로", "as typed"),
    "error": label("오류", "an error"),
    "altered": label("다른 글이 됨", "altered"),
}
KIND_NAMES = {
    "plain": label("평범한 메모", "ordinary memos"),
    "names": label("따옴표가 든 이름", "names with '"),
    "attacks": label("공격하는 글", "attacks"),
    "signs": label("SQL 기호", "signs of SQL"),
}
COLOURS = {"as typed": "C2", "error": "C1", "altered": "C0"}


def plot(axes):
    bars = [(way, kind) for kind in KINDS for way in WAYS]
    names = [f"{KIND_NAMES[kind]}, {'%s' if way == 'placeholders' else 'f-string'}" for way, kind in bars]
    left = [0.0] * len(bars)
    for result, name in RESULTS.items():
        width = [share(outcomes[way], result, kind) * 100 for way, kind in bars]
        axes.barh(names, width, left=left, label=name, color=COLOURS[result])
        left = [before + more for before, more in zip(left, width, strict=True)]
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set_xlabel(label("저장한 글의 비율 (%)", "share of the texts stored (%)"))
    axes.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1))


draw(
    "placeholders",
    label(
        f"글 {len(ALL)}개 중 입력한 그대로 돌아온 것: "
        f"f-string {as_typed['formatting']:.0%}, 플레이스홀더 {as_typed['placeholders']:.0%}",
        f"Of {len(ALL)} texts come back as typed: "
        f"by f-string {as_typed['formatting']:.0%}, by placeholders {as_typed['placeholders']:.0%}",
    ),
    plot,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![두 방법으로 저장한 글이 입력한 그대로 돌아온 비율](../pictures/placeholders.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![Share of the texts that come back as typed, stored in both ways](../pictures/placeholders.en.light.png)

# %%
plain = {way: share(outcomes[way], "as typed", "plain") for way in WAYS}
if plain["formatting"] == plain["placeholders"]:
    in_short = say(
        "그런 메모로만 테스트하면 차이가 보이지 않습니다.", "whoever tries no others sees no difference."
    )
else:
    in_short = say("그런 메모로만 테스트해도 차이가 보입니다.", "these alone show the difference.")
conclude(
    say(
        f"입력한 그대로 돌아온 글은 f-string {as_typed['formatting']:.0%}, "
        f"플레이스홀더 {as_typed['placeholders']:.0%}이고, 검색에서 남의 글까지 나온 것은 "
        f"{finds_others['formatting']:.0%}와 {finds_others['placeholders']:.0%}입니다. "
        f"평범한 메모만 보면 {plain['formatting']:.0%}와 {plain['placeholders']:.0%}입니다. {in_short}",
        f"By f-string {as_typed['formatting']:.0%} of the texts come back as typed, with placeholders "
        f"{as_typed['placeholders']:.0%}; {finds_others['formatting']:.0%} and "
        f"{finds_others['placeholders']:.0%} of the searches bring up the texts of others. "
        f"Of ordinary memos it is {plain['formatting']:.0%} and {plain['placeholders']:.0%}: {in_short}",
    ),
    texts=len(ALL),
    as_typed=as_typed,
    as_typed_plain=plain,
    as_typed_names={way: share(outcomes[way], "as typed", "names") for way in WAYS},
    errors={way: share(outcomes[way], "error") for way in WAYS},
    altered={way: share(outcomes[way], "altered") for way in WAYS},
    finds_others=finds_others,
    finds_it={way: share(findings[way], "finds it") for way in WAYS},
)

# %% [markdown] lang="ko"
# ## 시간
#
# 평범한 메모 하나를 찾는 데 걸리는 시간을 두 방법으로 번갈아 잽니다. 앞뒤 순서도 매번 바꾸고, 여섯 묶음으로 나누어 묶음마다 중앙값의 비를 구합니다. 여섯 개의 비가 모두 1보다 크거나 모두 1보다 작을 때만 느리다거나 빠르다고 말합니다.

# %% [markdown] lang="en"
# ## Time
#
# The search for one ordinary memo is timed both ways in turn, and each time in the other order. There are six batches, each with the ratio of its medians. Only if all six ratios are on the same side of 1 may it be called slower or faster.


# %%
def seconds(way, text):
    """Return how long one search takes."""
    start = perf_counter()
    WAYS[way][2](cursor, text)
    return perf_counter() - start


ratios, took = [], {way: [] for way in WAYS}
for _batch in range(6):
    batch = {way: [] for way in WAYS}
    for number, text in enumerate(KINDS["plain"]):
        for way in list(WAYS)[:: -1 if number % 2 else 1]:
            batch[way].append(seconds(way, text))
    ratios.append(median(batch["placeholders"]) / median(batch["formatting"]))
    for way in WAYS:
        took[way] += batch[way]
microseconds = {way: median(times) * 1_000_000 for way, times in took.items()}
print({way: f"{time:.0f} µs" for way, time in microseconds.items()}, [f"{ratio:.2f}" for ratio in ratios])

# %% [markdown] lang="ko"
# 플레이스홀더를 쓸 때 PyMySQL이 더 하는 일은 값을 이스케이프해서 SQL에 적는 것뿐입니다. 그 일만 따로 잽니다.

# %% [markdown] lang="en"
# All that PyMySQL does in addition, with placeholders, is to escape the values and to write them into the SQL. That alone:

# %%
SQL = "SELECT memo FROM by_placeholders WHERE memo = %s"
start = perf_counter()
for text in KINDS["plain"] * 20:
    cursor.mogrify(SQL, (text,))
escaping = (perf_counter() - start) / len(KINDS["plain"] * 20) * 1_000_000
print(f"{escaping:.1f} µs")
afterwards.close()

# %%
ratio = microseconds["placeholders"] / microseconds["formatting"]
if min(ratios) > 1:
    verdict = say("여섯 묶음에서 모두 더 느렸습니다.", "slower in each of the six batches.")
elif max(ratios) < 1:
    verdict = say("여섯 묶음에서 모두 더 빨랐습니다.", "faster in each of the six batches.")
else:
    verdict = say(
        "여섯 묶음의 결과가 엇갈려, 느리다고도 빠르다고도 할 수 없습니다.",
        "the six batches disagree, so that it is neither slower nor faster.",
    )
conclude(
    say(
        f"플레이스홀더를 쓴 검색에는 f-string을 쓴 검색의 {ratio:.2f}배의 시간이 걸렸습니다. {verdict} "
        f"이스케이프에는 {escaping:.1f} µs가 걸리며, 이는 검색 한 번의 {escaping / microseconds['placeholders']:.1%}입니다.",
        f"A search with placeholders took {ratio:.2f} times as long as one by f-string: {verdict} "
        f"The escaping takes {escaping:.1f} µs, which is {escaping / microseconds['placeholders']:.1%} of a search.",
    ),
    time_ratio=ratio,
    batch_ratios=ratios,
    microseconds=microseconds,
    escaping_microseconds=escaping,
)
