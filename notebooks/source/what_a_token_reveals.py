# %% [markdown] lang="ko"
# # 토큰이 드러내는 것과 막아 내는 것
#
# 발표의 57번부터 64번까지의 슬라이드는 토큰의 속을 보여 줍니다. 57번 슬라이드는 토큰이 암호화되어 있다고 하지만, 62번부터 64번까지를 보면 앞의 두 부분은 인코딩되어 있고 세 번째는 그 둘에 대한 서명입니다. 그래서 키 없이 무엇을 읽을 수 있는지, 무엇을 바꿀 수 있는지, 그리고 키가 얼마나 길어야 하는지 측정합니다.

# %% [markdown] lang="en"
# # What a token reveals, and what it resists
#
# Slides 57 to 64 of the talk open a token. Slide 57 calls it encrypted; by slides 62 to 64 its first two parts are encoded, and the third is a signature of both. So what can be read without the key, what can be changed, and how long does a key have to be? All three are measured here.

# %% lang="ko"
from figures import speak

speak("ko")

# %% lang="en"
from figures import speak

speak("en")

# %% [markdown] lang="ko"
# ## 키 없이 읽기
#
# `05_jwt/tokens.py`로 토큰을 하나 만듭니다. 읽을 때는 키를 쓰지 않고 base64url만 풉니다.

# %% [markdown] lang="en"
# ## Reading without the key
#
# `05_jwt/tokens.py` makes a token. To read it, we undo base64url, and use no key.

# %%
import json
import math
from functools import partial
from time import perf_counter

import attacks
import jwt
import tokens
from by_hand import decode, encode, from_base64url
from figures import conclude, draw, label, machine, say

here = machine("PyJWT")
print(here)

token = tokens.issue(attacks.KEYS, "access", 1, tokens.new_id(), "entries:read", lifetime=24 * 3600)
header, payload, signature = token.split(".")
read = json.loads(from_base64url(payload))
print(from_base64url(header).decode())
print(from_base64url(payload).decode())

# %%
verified = jwt.decode(token, attacks.KEY, algorithms=["HS256"], audience=tokens.AUDIENCE)
readable = sum(read.get(name) == value for name, value in verified.items())
conclude(
    say(
        f"서버가 키로 확인하고 읽은 값 {len(verified)}개 가운데 {readable}개를 키 없이도 똑같이 읽었습니다.",
        f"Of the {len(verified)} values that a server reads with the key, {readable} were read without it.",
    ),
    claims=len(verified),
    readable=readable,
)

# %% [markdown] lang="ko"
# ## 한 글자씩 바꾸기
#
# 이번에는 토큰의 글자를 하나씩, base64url의 나머지 글자 63개로 모두 바꾸어 봅니다. 그리고 두 함수에 보여 줍니다. 하나는 서명을 보지 않고 JSON만 읽고, 다른 하나는 `tokens.read`입니다.

# %% [markdown] lang="en"
# ## Changing one character
#
# Now each character of the token is changed in turn to all 63 others of base64url. Two functions see the result: one looks at no signature and reads the JSON, the other is `tokens.read`.

# %%
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PARTS = {"header": header, "payload": payload, "signature": signature}


def unchecked(token):
    """Read header and payload; raise ValueError if they are no JSON."""
    for part in token.split(".")[:2]:
        json.loads(from_base64url(part))


def changed(part):
    """Yield the token with each character of a part changed to each other one."""
    start = token.index(PARTS[part])
    for place in range(start, start + len(PARTS[part])):
        for letter in LETTERS:
            if letter != token[place]:
                yield token[:place] + letter + token[place + 1 :]


def accepts(reader, token):
    """Return whether a function reads a token, and raises none of the errors of a bad one."""
    try:
        reader(token)
    except (jwt.PyJWTError, ValueError):
        return False
    return True


careful = partial(tokens.read, attacks.KEYS, use="access")
counts = {}
for part in PARTS:
    tried = list(changed(part))
    counts[part] = {
        "tried": len(tried),
        "unchecked": sum(accepts(unchecked, each) for each in tried),
        "checked": sum(accepts(careful, each) for each in tried),
    }
    print(f"{part:10}", counts[part])

# %%
total = {name: sum(count[name] for count in counts.values()) for name in ("tried", "unchecked", "checked")}


def draw_parts(axes):
    """Draw for each part of a token which share of the changes is refused."""
    readers = {
        "unchecked": label("서명을 확인하지 않고 읽기", "read without checking"),
        "checked": label("서명을 확인하고 읽기", "signature checked"),
    }
    for number, (reader, name) in enumerate(readers.items()):
        places = [place + (number - 0.5) * 0.36 for place in range(len(PARTS))]
        refused = [100 * (1 - count[reader] / count["tried"]) for count in counts.values()]
        bars = axes.bar(places, refused, 0.34, label=name, color=["C1", "C0"][number])
        axes.bar_label(bars, fmt="%.0f%%", padding=2)
    names = [label("헤더", "header"), label("페이로드", "payload"), label("서명", "signature")]
    changes = [
        label(f"변경 {count['tried']:,}가지", f"{count['tried']:,} changes") for count in counts.values()
    ]
    axes.set_xticks(range(len(PARTS)), [f"{name}\n{some}" for name, some in zip(names, changes, strict=True)])
    axes.set_ylabel(label("거부한 비율 (%)", "refused (%)"))
    axes.set_ylim(0, 135)
    axes.set_yticks(range(0, 101, 25))
    axes.legend(loc="upper right", ncols=2)


draw(
    "what_a_token_reveals",
    label(
        f"누구나 값 {readable}개를 읽지만, 한 글자를 바꾼 토큰 {total['tried']:,}개 가운데 통과한 것은 {total['checked']:,}개",
        f"Anybody reads its {readable} values; of {total['tried']:,} tokens with one character changed, "
        f"{total['checked']:,} pass",
    ),
    draw_parts,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![한 글자를 바꾼 토큰을 거부한 비율, 헤더와 페이로드와 서명](../pictures/what_a_token_reveals.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![The share of changed tokens that was refused, by header, payload and signature](../pictures/what_a_token_reveals.en.light.png)

# %%
conclude(
    say(
        f"한 글자를 바꾼 토큰 {total['tried']:,}개 가운데 서명을 확인하지 않는 함수는 {total['unchecked']:,}개를, "
        f"tokens.read는 {total['checked']:,}개를 받아들였습니다.",
        f"Of {total['tried']:,} tokens with one character changed, the function that checks no signature accepted "
        f"{total['unchecked']:,}, and tokens.read accepted {total['checked']:,}.",
    ),
    counts=counts,
    total=total,
)

# %% [markdown] lang="ko"
# 손으로 만든 `05_jwt/by_hand.py`의 `decode`는 어떨까요? 서명은 32바이트, 곧 256비트인데 43글자에는 258비트가 들어갑니다. 마지막 글자의 두 비트는 아무 뜻이 없고, 그 두 비트까지 확인하는 라이브러리도 있고, 확인하지 않는 라이브러리도 있습니다.

# %% [markdown] lang="en"
# And `decode` of `05_jwt/by_hand.py`? A signature has 32 bytes, which are 256 bits, and 43 characters hold 258. Two bits of the last character mean nothing; some libraries look at them all the same, others do not.

# %%
by_hand = partial(decode, key=attacks.KEY.encode())
spellings = [each for each in changed("signature") if accepts(by_hand, each)]
same = [each for each in spellings if by_hand(each) == read]
print(*(f"...{each[-12:]}" for each in [token, *spellings]))
conclude(
    say(
        f"decode는 서명을 바꾼 토큰 가운데 {len(spellings)}개를 받아들였고, 그 가운데 {len(same)}개는 내용이 원래 토큰과 같습니다.",
        f"Of the tokens with a changed signature, decode accepted {len(spellings)}; "
        f"{len(same)} of them say what the original says.",
    ),
    spellings=len(spellings),
    same_contents=len(same),
)

# %% [markdown] lang="ko"
# ## 위조한 토큰
#
# 공격자는 글자를 아무렇게나 바꾸지 않습니다. `05_jwt/attacks.py`는 알려진 방법으로 토큰을 위조하거나 엉뚱한 데 씁니다. 부주의한 함수는 서명을 확인하기는 하지만, 토큰에 적힌 방식대로 합니다.

# %% [markdown] lang="en"
# ## Forged tokens
#
# An attacker changes no characters at random. `05_jwt/attacks.py` forges and misuses tokens in ways that are known. The careless reader does check signatures, but in the way that the token itself asks for.

# %%
forgeries = attacks.forgeries()
let_in = {
    "careless": [
        what
        for what, each in forgeries.items()
        if accepts(partial(attacks.careless, key=attacks.KEY.encode()), each)
    ],
    "tokens.read": [what for what, each in forgeries.items() if accepts(careful, each)],
}
for reader, found in let_in.items():
    print(f"{reader:12}{len(found):3} of {len(forgeries)} let in: {', '.join(found)}")

# %% [markdown] lang="ko"
# 하나 더 있습니다. `05_jwt/key_confusion.py`에서는 누구나 아는 공개 키를 HS256의 비밀 키로 써서 서명합니다. PyJWT에는 받아들일 알고리즘을 RS256 하나만 알려 줍니다.

# %% [markdown] lang="en"
# There is one more. In `05_jwt/key_confusion.py` a public key, known to everybody, is used as if it were the secret key of HS256. PyJWT is told to accept RS256 and nothing else.

# %%
import key_confusion
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

private = generate_private_key(public_exponent=65537, key_size=2048)
public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
good, forged = jwt.encode({"sub": "1"}, private, algorithm="RS256"), encode({"sub": "2"}, public)
readers = {
    "careless": partial(key_confusion.careless, key=public),
    "PyJWT": partial(jwt.decode, key=public, algorithms=["RS256"]),
}
confused = {
    name: {"good": accepts(reader, good), "forged": accepts(reader, forged)}
    for name, reader in readers.items()
}
for name, found in confused.items():
    print(f"{name:10}", found)

# %%
fooled = {
    "careless": len(let_in["careless"]) + confused["careless"]["forged"],
    "careful": len(let_in["tokens.read"]) + confused["PyJWT"]["forged"],
}
conclude(
    say(
        f"공격 {len(forgeries) + 1}가지 가운데 부주의한 함수는 {fooled['careless']}가지에, "
        f"방식을 스스로 정하고 클레임까지 확인하는 함수는 {fooled['careful']}가지에 속았습니다.",
        f"Of {len(forgeries) + 1} attacks, {fooled['careless']} fooled the careless reader, and {fooled['careful']} "
        f"those that decide themselves what they accept and look at the claims as well.",
    ),
    attacks=len(forgeries) + 1,
    fooled=fooled,
    genuine_read=all(found["good"] for found in confused.values()) and accepts(careful, token),
)

# %% [markdown] lang="ko"
# ## 키의 길이
#
# 서명을 바꿀 수 없다면 키를 추측하면 됩니다. 토큰이 하나만 있으면 서버에 묻지 않아도 됩니다. `05_jwt/guess_key.py`가 네 글자로 된 키를 찾는 데 걸리는 시간을 측정합니다.

# %% [markdown] lang="en"
# ## The length of a key
#
# Whoever cannot change a signature may guess the key, and needs no server for it: one token is enough. We measure how long `05_jwt/guess_key.py` takes for a key of four letters.

# %%
from guess_key import KEYS, guess

began = perf_counter()
found, guesses = guess(encode({"sub": "1"}, KEYS["four letters"].encode()))
seconds = perf_counter() - began
rate = guesses / seconds
print(f"{found!r} after {guesses:,} guesses in {seconds:.2f} s: {rate:,.0f} a second")

# %% [markdown] lang="ko"
# 나머지는 계산입니다. 키의 종류마다, 컴퓨터 한 대가 그 길이의 키를 모두 시도하는 데 걸리는 시간을 구합니다. 공격자에게는 이보다 훨씬 빠른 장비가 있으므로, 아래 결론에서는 이런 컴퓨터 백만 대로 계산합니다.

# %% [markdown] lang="en"
# The rest is arithmetic: how long this one machine takes to try all keys of a length, for three kinds of keys. Attackers have much faster machines, so the conclusion below reckons with a million of these.

# %%
ALPHABETS = {"letters": 26, "letters and digits": 62, "random bytes": 256}
LENGTHS = range(1, 33)
DAY, YEAR = 24 * 3600, 365 * 24 * 3600
MACHINES = 1_000_000


def seconds_for(alphabet, length, machines=1):
    """Return how long it takes to try all keys of a length."""
    return ALPHABETS[alphabet] ** length / (rate * machines)


def longest_within(alphabet, limit, machines=MACHINES):
    """Return the length of the longest keys that can all be tried in so many seconds."""
    return max((n for n in LENGTHS if seconds_for(alphabet, n, machines) <= limit), default=0)


within_a_day = {alphabet: longest_within(alphabet, DAY) for alphabet in ALPHABETS}
years_for_32_bytes = seconds_for("random bytes", 32, MACHINES) / YEAR
print(within_a_day, f"{years_for_32_bytes:.0e}")

# %%
NAMES = {
    "letters": label("소문자", "lowercase letters"),
    "letters and digits": label("영문자와 숫자", "letters and digits"),
    "random bytes": label("난수 바이트", "random bytes"),
}
exponent = round(math.log10(years_for_32_bytes))


def draw_keys(axes):
    """Draw how long it takes to try all keys, against their length."""
    for alphabet in ALPHABETS:
        times = [seconds_for(alphabet, length) for length in LENGTHS]
        axes.plot(LENGTHS, times, linewidth=2.5, label=NAMES[alphabet])
    axes.plot(4, seconds, "o", color="C0", markersize=9)
    marks = {label("1초", "1 second"): 1, label("1년", "1 year"): YEAR}
    marks |= {
        label(f"$10^{{{n}}}$년", f"$10^{{{n}}}$ years"): 10.0**n * YEAR for n in (10, 20, 30, 40, 50, 60)
    }
    axes.set_yscale("log")
    axes.set_yticks(list(marks.values()), list(marks))
    axes.minorticks_off()
    axes.set_xticks(range(4, 33, 4))
    axes.set_xlabel(
        label(
            "키의 길이 (글자 또는 바이트), 점은 측정에서 찾은 키",
            "length of the key (characters or bytes); the dot is the key that was found",
        )
    )
    axes.set_ylabel(label("모두 시도하는 시간", "time to try all"))
    axes.legend(loc="upper left")


draw(
    "what_a_token_reveals_keys",
    label(
        f"컴퓨터 백만 대로 하루에 찾는 키: 소문자 {within_a_day['letters']}글자까지. 난수 32바이트는 10^{exponent}년",
        f"A million machines: {within_a_day['letters']} letters within a day, "
        f"32 random bytes in 10^{exponent} years",
    ),
    draw_keys,
    foot=here,
)

# %% [markdown] lang="ko"
# 저희 컴퓨터에서 측정한 결과입니다.
#
# ![키의 길이에 따라 모든 키를 시도하는 데 걸리는 시간](../pictures/what_a_token_reveals_keys.ko.light.png)

# %% [markdown] lang="en"
# On our machine:
#
# ![The time that it takes to try all keys, by their length](../pictures/what_a_token_reveals_keys.en.light.png)

# %%
conclude(
    say(
        f"이 컴퓨터는 키를 1초에 {rate:,.0f}개 시도했고, 네 글자 키를 {seconds:.2f}초 만에 "
        f"{'찾았습니다' if found else '찾지 못했습니다'}. 이런 컴퓨터 {MACHINES:,}대는 하루에 소문자 "
        f"{within_a_day['letters']}글자, 영문자와 숫자 {within_a_day['letters and digits']}글자까지 모두 시도합니다. "
        f"난수 32바이트에는 약 10^{exponent}년이 걸립니다.",
        f"This machine tried {rate:,.0f} keys a second, and {'found' if found else 'did not find'} the one of four "
        f"letters in {seconds:.2f} s. {MACHINES:,} such machines try all keys of up to {within_a_day['letters']} "
        f"lowercase letters within a day, or of {within_a_day['letters and digits']} letters and digits. "
        f"For 32 random bytes they need about 10^{exponent} years.",
    ),
    found=found,
    guesses_per_second=rate,
    within_a_day=within_a_day,
    years_for_32_bytes=years_for_32_bytes,
)
