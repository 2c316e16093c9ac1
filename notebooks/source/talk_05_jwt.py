# %% [markdown] talk="50 PyJWT" lang="ko"
# ## PyJWT
#
# JSON Web Token을 만들고 읽는 라이브러리
#
# - 함수 두 개만 알면 됩니다: `encode`와 `decode`
# - 확인하라고 시킨 것만 확인합니다
# - 토큰이 무엇인지부터 알아봅시다

# %% [markdown] lang="en"
# ## PyJWT
#
# A library that makes and reads JSON Web Tokens
#
# - Two functions are enough to know: `encode` and `decode`
# - It checks what it is told to check, and nothing else
# - But first: what is a token?

# %% [markdown] notes=true
# The third of the three needs of slide 6: authentication. Announce the order: why there are tokens, how to
# make one by hand, and only then the library. The second line comes back on slide 67.

# %% [markdown] talk="51 JSON Web Token" lang="ko"
# ## JSON Web Token
#
# **누구인지를 JSON으로 적고 서명한 문자열** (RFC 7519)
#
# - 줄여서 JWT라고 씁니다
# - 적은 내용 하나하나를 클레임(claim)이라고 합니다
# - 도중에 누가 고치지 않았는지, 받는 쪽에서 확인할 수 있습니다

# %% [markdown] lang="en"
# ## JSON Web Token
#
# **A text that says in JSON who you are, and is signed** (RFC 7519)
#
# - JWT for short
# - Each thing that it says is called a claim
# - Whoever gets it can check that nobody has changed it on the way

# %% [markdown] notes=true
# Stress two words: JSON, and signed. Encryption does not come in; slide 57 returns to that.

# %% [markdown] talk="52 Token based authentication" lang="ko"
# ## 토큰 기반 인증?
#
# 로그인은 한 번, 요청은 그 뒤로 수백 번

# %% [markdown] lang="en"
# ## Authentication by token?
#
# One log-in, and hundreds of requests after it

# %% [markdown] step=true lang="ko"
# HTTP 요청은 저마다 따로 옵니다. **이 요청은 누가 보냈을까요?**

# %% [markdown] lang="en"
# Each HTTP request comes alone. **Who sent this one?**

# %% [markdown] notes=true
# Let the room answer before you go on. Most say "the cookie"; ask what is in it.

# %% [markdown] talk="53 누가 사용하나요?" lang="ko"
# ## 누가 사용할까요?
#
# | 서비스 | 지금 쓰는 토큰 |
# | --- | --- |
# | Google이나 Apple로 로그인 | JSON Web Token (OpenID Connect) |
# | GitHub 개인용 액세스 토큰 | 무작위 문자열, 서버가 조회 |
# | Facebook 액세스 토큰 | 뜻을 알 수 없는 문자열 |
# | Google+ | 서비스 종료 |
#
# 토큰이라고 해서 모두 JSON Web Token은 아닙니다.

# %% [markdown] lang="en"
# ## Who uses it?
#
# | service | its tokens today |
# | --- | --- |
# | Log in with Google, with Apple | JSON Web Tokens (OpenID Connect) |
# | GitHub, personal tokens | random text, looked up |
# | Facebook, access tokens | text with no meaning of its own |
# | Google+ | has closed |
#
# Not every token is a JSON Web Token.

# %% [markdown] notes=true
# The talk of 2016 named Facebook, Twitter, Google+ and GitHub. Two kinds of tokens: one that says something
# and is signed, and one that is only a number to look up. The second is what comes next, under another name.

# %% [markdown] talk="54 또 어떤 방법이 있죠?" lang="ko"
# ## 다른 방법도 있을까요?
#
# **세션 기반 인증**: 서버가 적어 두고, 번호표를 줍니다.
#
# 옷 보관소와 같습니다. 번호표에는 아무 뜻도 없고, 옷은 보관소에 있습니다.

# %% [markdown] lang="en"
# ## Is there another way?
#
# **Authentication by session**: the server makes a note, and hands out a number.
#
# As in a cloakroom: the ticket means nothing by itself, and the coat is with them.

# %% [markdown] notes=true
# The older way first, since tokens are an answer to its troubles. A session here is a log-in; SQLAlchemy's
# session was something else.

# %% [markdown] talk="55 Session based authentication의 동작" lang="ko"
# ## 세션으로 인증하기
#
# 1. 사용자가 로그인하면, 서버는 **누구인지 세션에 적어 둡니다**

# %% [markdown] lang="en"
# ## How a session works
#
# 1. The user logs in, and the server **notes down who it is**

# %% [markdown] step=true lang="ko"
# 2. 서버는 세션 ID를 내줍니다. 추측할 수 없는 긴 문자열입니다

# %% [markdown] lang="en"
# 2. The server hands out the number of that note, a long random text

# %% [markdown] step=true lang="ko"
# 3. 사용자는 요청마다 세션 ID를 보내고, 서버는 그것으로 **적어 둔 것을 찾습니다**

# %% [markdown] lang="en"
# 3. The user brings it with each request, and the server **looks it up**

# %% [markdown] notes=true
# Draw two boxes, client and server, and three arrows. Where is the note? In the server: that matters on the
# next slide.

# %% [markdown] sub=true lang="ko"
# ## Flask만 있으면 됩니다

# %% [markdown] lang="en"
# ## Flask is all it takes

# %% region="05_jwt/session_server.py: imports, app"

# %%
set_up(app)  # Errors are answered as JSON.

# %% [markdown] notes=true
# Nothing new but jwt_requests: it checks what clients send, as in stage 04. If you run a view's cell a second
# time, Flask complains that the view is there already: begin again at this cell.

# %% [markdown] sub=true lang="ko"
# ## 서버가 기억하는 것: 딕셔너리 하나

# %% [markdown] lang="en"
# ## All that the server remembers: one dict

# %% region="05_jwt/session_server.py: PATIENCE, Session, sessions"

# %%
from session_server import user_with  # Who has this nickname and this password?

sessions

# %% [markdown] notes=true
# Empty: nobody has logged in. user_with compares the password's hash, and answers 401 for all who are not
# huey with "very-secret".

# %% [markdown] sub=true lang="ko"
# ## 1, 2단계: 적어 두고, 세션 ID를 내줍니다

# %% [markdown] lang="en"
# ## Steps 1 and 2: note it, hand out the number

# %% region="05_jwt/session_server.py: log_in"

# %% [markdown] notes=true
# The two lines in the middle are slide 55. The cookie's words keep scripts and other people's pages away.

# %% [markdown] sub=true lang="ko"
# ## 3단계: 세션 ID로 찾습니다

# %% [markdown] lang="en"
# ## Step 3: look the number up

# %% region="05_jwt/session_server.py: who_am_i"

# %% [markdown] notes=true
# Half an hour after the last request the note is thrown away. Logging out would be one line:
# sessions.pop, and the cookie is worth nothing, whoever has it.

# %% [markdown] sub=true lang="ko"
# ## 로그인해 봅시다

# %% [markdown] lang="en"
# ## Let us log in

# %%
client = app.test_client(use_cookies=False)
answer = client.post("/login", json={"nickname": "huey", "password": "very-secret"})
print(answer.status, answer.headers["Set-Cookie"])
print(sessions)

# %%
cookie = answer.headers["Set-Cookie"].partition(";")[0]
print(client.get("/me", headers={"Cookie": cookie}).get_json())
print(client.get("/me", headers={"Cookie": "session_id=1"}).get_json())

# %% [markdown] notes=true
# Find the same long text twice in the output: in the cookie, and as a key of the dict. Then ask what happens
# if the server is started anew. Everybody is logged out.

# %% [markdown] talk="56 Session based authentication의 문제점" lang="ko"
# ## 세션의 문제점
#
# - **부하**: 로그인할 때마다 어딘가에 저장하고, 계속 보관해야 합니다

# %% [markdown] lang="en"
# ## What is wrong with sessions?
#
# - **Burden**: each log-in has to be stored somewhere, and kept

# %% [markdown] step=true lang="ko"
# - **확장성**: 메모리에 적어 둔 세션은 그 메모리에만 있습니다. 서버가 두 대라면?

# %% [markdown] lang="en"
# - **Scale**: what is noted in memory is in one memory only. And with two servers?

# %% [markdown] notes=true
# Two claims. We do not have to believe them: the next slides start two servers, and measure a session.

# %% [markdown] sub=true lang="ko"
# ## 두 번째 서버는 모릅니다

# %% [markdown] lang="en"
# ## The second server does not know

# %%
from two_servers import ANY_KEY, HUEY, ask, servers

# %% region="05_jwt/two_servers.py: with_sessions"

# %%
with_sessions()

# %% [markdown] notes=true
# Real processes on free ports; starting them takes a second or two, so say what happens meanwhile. The second
# server has the same code and the same user, and another dict.

# %% [markdown] sub=true lang="ko"
# ## 세션 하나의 무게는?

# %% [markdown] lang="en"
# ## How heavy is a session?

# %%
from measure import USERS, bytes_per_session

print(f"{USERS:,} sessions, {bytes_per_session():.0f} bytes each")

# %% [markdown] step=true lang="ko"
# 메모리는 거의 들지 않습니다. 세션의 진짜 문제는 무게가 아니라 **자리**입니다.
#
# 데이터베이스에 두면 모든 서버가 찾을 수 있지만, 요청마다 찾아야 합니다.

# %% [markdown] lang="en"
# That is next to nothing. The trouble with a session is not its weight but **its place**.
#
# In a database all servers find it, and have to look for it at each request.

# %% [markdown] notes=true
# Let them guess first. The talk's "burden" is a quarter of a kilobyte a log-in; the second claim is the one
# that holds.

# %% [markdown] sub=true lang="ko"
# ## 서버가 늘어나면
#
# ![서버가 늘어날 때 세션과 토큰으로 응답받은 요청의 비율](../pictures/sessions_and_tokens.ko.light.png)

# %% [markdown] lang="en"
# ## With more and more servers
#
# ![Requests answered with sessions and with tokens, as servers are added](../pictures/sessions_and_tokens.en.light.png)

# %% [markdown] notes=true
# Measured in a notebook of its own, which the audience can run. With sessions in memory one request in so many
# finds the server that knows the user.

# %% [markdown] talk="57 Token based authentication의 동작" lang="ko"
# ## 토큰으로 인증하기
#
# 1. 사용자가 로그인하면, 서버는 누구인지를 문자열로 적고 **서명합니다**. 이것이 토큰입니다

# %% [markdown] lang="en"
# ## How a token works
#
# 1. The user logs in; the server writes down who it is, and **signs** that: a token

# %% [markdown] step=true lang="ko"
# 2. 서버는 토큰을 건네주고, **잊어버립니다**

# %% [markdown] lang="en"
# 2. The server hands the token out, and **forgets it**

# %% [markdown] step=true lang="ko"
# 3. 사용자는 요청마다 토큰을 보내고, 서버는 **자기 서명이 맞는지** 확인합니다

# %% [markdown] lang="en"
# 3. The user brings it with each request, and the server **checks its own signature**

# %% [markdown] notes=true
# The slide of 2016 said "encrypted" where this one says "signed". Do not correct it yet; it gets a slide of
# its own in a minute.

# %% [markdown] sub=true lang="ko"
# ## 같은 서버, 딕셔너리 없이

# %% [markdown] lang="en"
# ## The same server, without the dict

# %% region="05_jwt/token_server.py: imports, app"

# %%
app.config["KEYS"] = chosen_keys()
app.register_error_handler(jwt.InvalidTokenError, refuse_token)
set_up(app)

# %% region="05_jwt/token_server.py: log_in"

# %% [markdown] notes=true
# Compare with log_in of the session server: nothing is stored. tokens.issue is ours, and we come to it with
# slide 66; until then it writes who it is, and signs.

# %% [markdown] sub=true lang="ko"
# ## 암호화? 누구나 읽습니다

# %% [markdown] lang="en"
# ## Encrypted? Anybody reads it

# %%
import json

from by_hand import from_base64url, part

# %% region="05_jwt/what_a_token_is_not.py: without_a_key"

# %%
token = tokens.issue(app.config["KEYS"], "access", 1, tokens.new_id(), "entries:read")
print(without_a_key(token).replace('","', '",\n "'))

# %% [markdown] notes=true
# No key in this function: it is base64, and no more. So nothing secret belongs in a token, no password, no
# address. Ask who has a token of their own in the browser, and let them read it.

# %% [markdown] sub=true lang="ko"
# ## 서명! 아무도 고치지 못합니다

# %% [markdown] lang="en"
# ## Signed! Nobody changes it

# %% region="05_jwt/what_a_token_is_not.py: changed, verdict"

# %%
print(verdict(app.config["KEYS"], token))
print(verdict(app.config["KEYS"], changed(token, sub="2")))

# %% [markdown] notes=true
# huey would like to be user 2, and writes it into his token. The payload is valid JSON, and the signature is
# that of another payload. Keep the word: signed, not encrypted.

# %% [markdown] sub=true lang="ko"
# ## 읽을 수는 있어도, 고칠 수는 없습니다
#
# ![키 없이 토큰에서 읽을 수 있는 것과, 고친 토큰이 받아들여진 횟수](../pictures/what_a_token_reveals.ko.light.png)

# %% [markdown] lang="en"
# ## Readable by anyone, changeable by none
#
# ![What is read out of a token without the key, and how many changed tokens are let in](../pictures/what_a_token_reveals.en.light.png)

# %% [markdown] notes=true
# The same as a measurement, from a notebook of its own. What keeps a token from being read on its way is HTTPS.

# %% [markdown] talk="58 아직 잘 모르겠어요. 뭐가 다르죠?" lang="ko"
# ## 아직 잘 모르겠어요. 뭐가 다르죠?
#
# 어느 쪽이든 요청에 한 줄을 덧붙일 뿐입니다.

# %% [markdown] lang="en"
# ## I do not see it yet. What is the difference?
#
# Either way, a request brings one line along.

# %%
print(f"Cookie: {cookie[:50]}...")
print(f"Authorization: Bearer {token[:50]}...")

# %% [markdown] notes=true
# A question for the room: both are long and both look random. What can a server do with the first that has
# never seen it? Nothing. And with the second?

# %% [markdown] talk="59 Token!" lang="ko"
# ## 토큰!
#
# **토큰에 사용자 정보가 들어 있습니다.** 찾을 것이 없습니다.

# %% [markdown] lang="en"
# ## The token!
#
# **It is the token that says who you are.** There is nothing to look up.

# %% region="05_jwt/token_server.py: who_am_i"

# %%
client = app.test_client()
token = client.post("/login", json=HUEY).get_json()["access_token"]
print(client.get("/me", headers={"Authorization": f"Bearer {token}"}).get_json())
print(client.get("/me", headers={"Authorization": f"Bearer {token[:-4]}"}).status)

# %% [markdown] notes=true
# One line, and no dict in it. The second request lacks the last four letters of the signature.
# "Bearer" is whoever bears it: a token that is stolen works for the thief.

# %% [markdown] sub=true lang="ko"
# ## 두 번째 서버도 압니다

# %% [markdown] lang="en"
# ## The second server knows, too

# %%
with servers("token_server.py", ANY_KEY, ANY_KEY) as (first, second):
    _, answered = ask("log in at the first", first, "POST /login", HUEY)
    bearer = {"Authorization": f"Bearer {answered['access_token']}"}
    ask("ask the first", first, "GET /me", **bearer)
    ask("ask the second", second, "GET /me", **bearer)

# %% [markdown] step=true lang="ko"
# 두 서버가 함께 가진 것은 키 하나뿐입니다. 그것도 시작하기 전에 받았습니다.

# %% [markdown] lang="en"
# All that the two share is a key, and they had it before they started.

# %% [markdown] notes=true
# The same question as with sessions, and now it works: neither has talked to the other, nor to a database.
# two_servers.py asks a third one with another key as well, which says no.

# %% [markdown] talk="60 Token은 세 부분으로 나누어짐" lang="ko"
# ## 토큰은 세 부분으로 되어 있습니다
#
# `HEADER.PAYLOAD.SIGNATURE`

# %% [markdown] lang="en"
# ## A token has three parts
#
# `HEADER.PAYLOAD.SIGNATURE`

# %% [markdown] step=true lang="ko"
# - **헤더**: 어떻게 서명했는가
# - **페이로드**: 무엇을 말하는가
# - **서명**: 앞의 두 부분을 정말 키를 가진 쪽에서 썼는가

# %% [markdown] lang="en"
# - **Header**: how it is signed
# - **Payload**: what it says
# - **Signature**: that whoever wrote these two has the key

# %% [markdown] notes=true
# Three texts, two dots. From here to slide 64 we make one by hand.

# %% [markdown] sub=true lang="ko"
# ## 손으로 만들어 봅시다
#
# 표준 라이브러리면 충분합니다. PyJWT는 마지막에 비교할 때만 씁니다.

# %% [markdown] lang="en"
# ## Let us make one by hand
#
# The standard library is enough. PyJWT is there to compare with, at the end.

# %% region="05_jwt/by_hand.py: imports, HEADER"

# %% [markdown] notes=true
# Name what each import is for: json for the text, base64 for the letters, hmac and hashlib for the signature.

# %% [markdown] sub=true lang="ko"
# ## 세 부분을 점으로 잇습니다

# %% [markdown] lang="en"
# ## Three parts, with dots between them

# %%
from by_hand import base64url, signature

# %% region="05_jwt/by_hand.py: encode"

# %%
key = b"a key for this page, 32 bytes and more"
for text in encode({"name": "John Doe", "admin": True}, key).split("."):
    print(text)

# %% [markdown] notes=true
# The whole of it in two lines. Its three helpers, part, base64url and signature, have a slide each.

# %% [markdown] talk="61 이렇게 생겼습니다" lang="ko"
# ## 이렇게 생겼습니다
#
# 2016년 발표 자료에 실린 토큰입니다. 예전 jwt.io 첫 화면에 있던 것입니다.

# %% [markdown] lang="en"
# ## This is what one looks like
#
# The token of the slides of 2016; jwt.io used to greet its visitors with it.

# %% region="05_jwt/published_tokens.py: SLIDE"

# %%
print(from_base64url(SLIDE[0]).decode())
print(from_base64url(SLIDE[1]).decode())
print(len(from_base64url(SLIDE[2])), "bytes of 32")

# %% [markdown] notes=true
# Ask what is wrong before you run the cell. The header is whole; the payload ends in the middle of the JSON,
# and five bytes of the signature are missing: the slide was not wide enough.

# %% [markdown] sub=true lang="ko"
# ## 잘린 부분을 채우면

# %% [markdown] lang="en"
# ## With what was cut off

# %%
from by_hand import decode

# %% region="05_jwt/published_tokens.py: REST, WHOLE, verdict"

# %%
print(verdict(".".join(SLIDE), b"secret"))
print(verdict(WHOLE, b"secret"))

# %% [markdown] notes=true
# Completed, it is valid, and its key is the word "secret". Remember that word for slide 64.

# %% [markdown] sub=true lang="ko"
# ## 표준에 실린 토큰도 읽습니다

# %% [markdown] lang="en"
# ## The standards' own tokens

# %%
from published_tokens import RFC_KEY, RFC_TOKEN, UNSECURED

print(verdict(RFC_TOKEN, RFC_KEY))
print(verdict(UNSECURED, RFC_KEY))

# %% [markdown] step=true lang="ko"
# 첫 번째는 RFC 7515에 키와 함께 실려 있습니다. 두 번째는 RFC 7519에 실린 **서명 없는** 토큰입니다. 표준에서는 허용하지만, 서버가 받아 주어서는 안 됩니다.

# %% [markdown] lang="en"
# The first is in RFC 7515, with its key. The second, in RFC 7519, has **no signature**: the standard allows that, and no server should.

# %% [markdown] notes=true
# Fifty lines by hand read what others have written: that is what a standard is for. The valid one has been
# out of date since 2011, and our decode does not look; PyJWT will.

# %% [markdown] talk="62 HEADER에는 암호화 알고리즘과, 타입이 base64로 인코딩" lang="ko"
# ## 헤더: 서명 알고리즘과 토큰의 종류
#
# `HS256`은 암호화가 아니라 **서명** 방식입니다. 암호화된 것은 하나도 없습니다.

# %% [markdown] lang="en"
# ## The header: which signature, and what this is
#
# `HS256` is a way to **sign**. Nothing is encrypted.

# %% region="05_jwt/by_hand.py: base64url, part"

# %%
print(part(HEADER))
print(from_base64url(part(HEADER)).decode())

# %% [markdown] notes=true
# JSON without blanks, in letters that may stand anywhere. The first line is what every such token begins with:
# once you know eyJ, you see it everywhere.

# %% [markdown] talk="63 PAYLOAD에는 데이터를 base64로 인코딩" lang="ko"
# ## 페이로드: 무엇을 말하는가

# %% [markdown] lang="en"
# ## The payload: what it says

# %%
payload = {"name": "John Doe", "admin": True}
print(part(payload))
print(from_base64url(part(payload)).decode())

# %% [markdown] step=true lang="ko"
# 되돌리는 데 키가 필요하지 않습니다. **비밀을 적으면 안 됩니다.**

# %% [markdown] lang="en"
# No key is needed to turn it back. **Nothing secret belongs here.**

# %% [markdown] notes=true
# The same function as for the header. Whoever sees a token sees this.

# %% [markdown] sub=true lang="ko"
# ## base64가 아니라 base64url입니다

# %% [markdown] lang="en"
# ## Not base64 but base64url

# %%
from base64 import b64encode

memo = json.dumps({"memo": "why????>"}).encode()
print(b64encode(memo).decode())
print(base64url(memo))

# %% [markdown] step=true lang="ko"
# `+`, `/`, `=`는 URL에서 다른 뜻으로 쓰입니다. base64url은 `-`와 `_`를 쓰고, 끝의 `=`는 버립니다.

# %% [markdown] lang="en"
# `+`, `/` and `=` mean something else in a URL. base64url has `-` and `_` instead, and drops the `=`.

# %% [markdown] notes=true
# Let them find the differences between the two lines. A token travels in headers and sometimes in addresses.

# %% [markdown] talk="64 SIGNATURE에 아래 결과를 base64로 인코딩" lang="ko"
# ## 서명: 키가 있어야 만들 수 있는 것
#
# HS256은 SHA-256을 쓰는 HMAC, 곧 키까지 넣어 계산하는 체크섬입니다.

# %% [markdown] lang="en"
# ## The signature: what takes the key
#
# HS256 is HMAC with SHA-256: a checksum into which a key goes as well.

# %% region="05_jwt/by_hand.py: signature"

# %%
signed = f"{part(HEADER)}.{part(payload)}"
print(base64url(signature(signed, key)))
print(base64url(signature(signed + "!", key)))
print(base64url(signature(signed, b"another key, which has 32 bytes, too")))

# %% [markdown] notes=true
# Three signatures: one letter more in the text, or another key, and nothing is left of the first.
# It is computed over header, dot and payload, as they are sent.

# %% [markdown] sub=true lang="ko"
# ## 읽기: 먼저 서명부터

# %% [markdown] lang="en"
# ## Reading: the signature first

# %% region="05_jwt/by_hand.py: decode"

# %%
print(decode(encode(payload, key), key))
try:
    decode(encode(payload, key), b"another key, which has 32 bytes, too")
except ValueError as error:
    print(error)

# %% [markdown] notes=true
# The server signs once more and compares. One key for both, so whoever can check can sign, too.
# Nothing of the payload is believed before the signature is right.

# %% [markdown] sub=true lang="ko"
# ## 토큰이 시키는 대로 검증하면

# %% [markdown] lang="en"
# ## A reader that does as the token says

# %% region="05_jwt/attacks.py: careless"

# %%
careless(f"{part({'alg': 'none'})}.{part({'sub': '2'})}.", key)
print("LET IN")

# %% [markdown] notes=true
# Many libraries were written like this. The forger needs no key: alg is "none", and the third part is empty.
# Compare with decode, which does not even look at the header. More attacks follow with slide 67.

# %% [markdown] sub=true lang="ko"
# ## 키가 약하면

# %% [markdown] lang="en"
# ## And a weak key

# %%
from guess_key import guesses

# %% region="05_jwt/guess_key.py: guess"

# %%
guess(WHOLE)

# %% [markdown] notes=true
# The token of slide 61, and how many guesses it took. No server was asked: whoever has a token can try at
# home. A key has at least 32 random bytes: secrets.token_urlsafe(32).

# %% [markdown] talk="65 Token과 함께 해서 가능한 일" lang="ko"
# ## 토큰으로 할 수 있는 일
#
# - 서버에는 **상태가 없습니다**. 그래서 얼마든지 늘릴 수 있습니다

# %% [markdown] lang="en"
# ## What tokens make possible
#
# - The server has **no state**, so there can be as many as you like

# %% [markdown] step=true lang="ko"
# - **비밀번호 없이 권한을 넘길 수 있습니다**: 카페 계산대가 내 가계부에 적습니다

# %% [markdown] lang="en"
# - **Rights are handed on without a password**: a café's till writes into your book

# %% [markdown] step=true lang="ko"
# - 공짜는 아닙니다: 한번 발급한 토큰은 만료될 때까지 무효로 만들 수 없습니다

# %% [markdown] lang="en"
# - It has its price: a token that is out is good until it expires

# %% [markdown] notes=true
# The first was seen with two servers; the second comes next. The third is what the slide of 2016 left out:
# there is nothing to forget, so logging out changes nothing. Hence five minutes, and refresh tokens.

# %% [markdown] sub=true lang="ko"
# ## 권한을 줄인 토큰을 발급합니다

# %% [markdown] lang="en"
# ## A token with fewer rights

# %%
from jwt_delegation import DELEGABLE, NO_STORE, Delegation, delegation, g, requires_token
from jwt_models import User

sorted(DELEGABLE)

# %% region="05_jwt/jwt_delegation.py: delegate"

# %% [markdown] notes=true
# One view of the stage's server, guarded by a decorator as in part 2. What is new stands in one line: the
# same user, fewer rights (scope), and fewer minutes. The token that gets out cannot hand on more of them.

# %% [markdown] sub=true lang="ko"
# ## 계산대는 적을 수만 있습니다

# %% [markdown] lang="en"
# ## The till may write, and no more

# %%
import subprocess
import sys

import delegation as three_programs

printed = subprocess.check_output([sys.executable, three_programs.__file__], encoding="utf-8")
print(printed.replace("book: ", "book:\n"), end="")

# %% [markdown] notes=true
# Three processes: the server, huey who knows the password, and the till, which gets an address and a token.
# It is curious, and tries what else the token is good for. 403 is "I know you, and no"; 401 would be "who are you?"

# %% [markdown] talk="66 PyJWT" lang="ko"
# ## PyJWT로 만들기
#
# 손으로 만든 것과 한 글자도 다르지 않습니다.

# %% [markdown] lang="en"
# ## Making one with PyJWT
#
# It is what we have made by hand, to the last letter.

# %%
import jwt

made = jwt.encode(payload, key, algorithm="HS256")
print(*made.split("."), sep="\n")
print(made == encode(payload, key))

# %% [markdown] notes=true
# Now that everybody knows what is inside, the library: one call. From here on, do not write your own.

# %% [markdown] sub=true lang="ko"
# ## 2016년의 코드에서는 두 가지를 한 이름으로 썼습니다
#
# `encode`에는 알고리즘 **하나**를, `decode`에는 받아들일 알고리즘의 **목록**을 줍니다.

# %% [markdown] lang="en"
# ## In 2016 there was one name for two things
#
# `encode` wants **one** algorithm, `decode` **the list** of those that it may accept.

# %%
try:
    jwt.encode(payload, key, algorithm=["HS256"])
except TypeError as error:
    print(error)

# %%
jwt.decode(encode(payload, key), key, algorithms="any text in which HS256 stands")

# %% [markdown] notes=true
# JWT_ALGORITHMS was used in both places. A list breaks the first call, and a text goes through the second,
# since each part of a text is "in" it. Two names, or a literal, end this.

# %% [markdown] sub=true lang="ko"
# ## 더 적어야 할 것
#
# | 클레임 | 뜻 |
# | --- | --- |
# | `iss`, `aud` | 누가 발급했고, 어디에서 쓰는가 |
# | `sub` | 누구인가. 반드시 문자열 |
# | `iat`, `exp` | 언제 발급했고, 언제 만료되는가 |
# | `jti`, `sid` | 이 토큰의 번호, 이 로그인의 번호 |
# | `use`, `scope` | 어떤 용도이고, 무슨 권한이 있는가 |

# %% [markdown] lang="en"
# ## What else it has to say
#
# | claim | what it says |
# | --- | --- |
# | `iss`, `aud` | who has made it, and for whom |
# | `sub` | who it is about; always a text |
# | `iat`, `exp` | when it was made, and when it expires |
# | `jti`, `sid` | its own number, and that of the log-in |
# | `use`, `scope` | what it is used as, and what it is good for |

# %%
from tokens import ALGORITHM, AUDIENCE, ISSUER, LEEWAY, LIFETIME, REQUIRED, new_id

kid, jti, lifetime = "autumn", None, None
keys = {kid: secrets.token_urlsafe(32)}
use, user_id, sid, scope = "access", 7, new_id(), "entries:read"

# %% [markdown] notes=true
# The slide of 2016 had userid alone, for ever. All but use are standard claims or common ones. The cell holds
# what the live coding needs: keys by their names, and who logs in.

# %% [markdown] sub=true lang="ko"
# ## 손으로 만든 것에서

# %% [markdown] lang="en"
# ## From what we made by hand

# %% region="05_jwt/by_hand.py: encode" live="start"

# %%
print(encode({"userid": 7}, key))

# %% [markdown] notes=true
# Live: in a new cell type claims = {"sub": str(user_id)} and jwt.encode(claims, key, algorithm=ALGORITHM).
# Then add iss and aud, now = int(time.time()) with iat and exp, then the rest; read it back after each line
# with jwt.decode(..., options={"verify_signature": False}). At last kid, so that keys can be replaced.
# It goes wrong with "sub": 7: encode makes that token, and decode refuses it, since a subject is a text.

# %% [markdown] sub=true lang="ko"
# ## `tokens.issue`까지

# %% [markdown] lang="en"
# ## To `tokens.issue`

# %% region="05_jwt/tokens.py: issue.now, issue.claims" live="end"

# %%
token = jwt.encode(claims, keys[kid], algorithm=ALGORITHM, headers={"kid": kid})
print(jwt.get_unverified_header(token))

# %% [markdown] notes=true
# In tokens.py these lines are the body of a function, issue. The header says which key it was; a name, never
# the key.

# %% [markdown] talk="67 PyJWT" lang="ko"
# ## PyJWT로 읽기
#
# **시킨 것만 확인합니다.** 만료 시각이 없는 토큰은 영원히 통합니다.

# %% [markdown] lang="en"
# ## Reading one with PyJWT
#
# **What is not asked for is not checked.** Without an end, a token is good for ever.

# %%
forever = jwt.encode({"userid": 7}, key, algorithm="HS256")
print(jwt.decode(forever, key, algorithms=["HS256"]))

# %%
try:
    jwt.decode(forever, key, algorithms=["HS256"], options={"require": ["exp"]})
except jwt.InvalidTokenError as error:
    print(error)

# %% [markdown] notes=true
# The first call is the slide of 2016, and it works: that is the trouble. The second insists on an end.

# %% [markdown] sub=true lang="ko"
# ## 손으로 읽던 것에서

# %% [markdown] lang="en"
# ## From reading by hand

# %% region="05_jwt/by_hand.py: decode" live="start"

# %%
print(decode(encode(payload, key), key))

# %% [markdown] notes=true
# Live: type jwt.decode(token, keys[kid], algorithms=[ALGORITHM]) first; it fails with InvalidAudienceError,
# since the token has an aud and we have not said ours. Add audience, issuer, leeway, and the options one by
# one, and say of each which forgery it stops. Keep the brackets around ALGORITHM.

# %% [markdown] sub=true lang="ko"
# ## `tokens.read`까지

# %% [markdown] lang="en"
# ## To `tokens.read`

# %% region="05_jwt/tokens.py: read.claims" live="end"

# %%
print(claims["sub"], claims["scope"], claims["exp"] - claims["iat"], "seconds")

# %% [markdown] notes=true
# The algorithm comes from us and never from the token. The leeway is for clocks that differ by some seconds.

# %% [markdown] sub=true lang="ko"
# ## PyJWT가 보지 않는 것
#
# `tokens.py`의 `read`가 나머지를 확인합니다.
#
# - 헤더에 우리가 넣지 않은 것은 없는가: 토큰이 가져온 키는 쓰지 않습니다
# - 클레임의 형식이 발급할 때와 같은가
# - 용도가 맞는가: 리프레시 토큰은 액세스 토큰이 아닙니다
#
# 이제 위조한 토큰을 보여 줍시다.

# %% [markdown] lang="en"
# ## What PyJWT does not look at
#
# `read` in `tokens.py` checks the rest:
#
# - that the header holds nothing but ours: no key that a token brings along
# - that each claim has the form that we give it
# - what it is used as: a refresh token is no access token
#
# And now for some forgeries.

# %%
from functools import partial

from attacks import KEY, KEYS, careless, forgeries, verdict

# %% [markdown] notes=true
# A signature says that we have signed, not what for. The claim use is our own; without it a refresh token,
# good for thirty days, would open every door.

# %% [markdown] sub=true lang="ko"
# ## 위조한 토큰과 엉뚱한 데 쓴 토큰

# %% [markdown] lang="en"
# ## Forged and misused tokens

# %% region="05_jwt/attacks.py: main"

# %% [markdown] notes=true
# Left, the careless reader of slide 64; right, what we have written. Pick three lines and ask which argument
# of jwt.decode stops them: none, never expires, another audience.

# %% [markdown] talk="68 Q & A" lang="ko"
# ## Q & A
#
# 더 공부하려면
#
# - **단계**: `01_hello`부터 `05_jwt`까지, 어디서 시작해도 됩니다
# - **연습 문제**: `uv run pytest --mine`
# - **가계부**: `uv run account-book`. 오늘 이야기한 것이 모두 들어 있습니다
# - **막히면**: `uv run python 01_hello/doctor.py`

# %% [markdown] lang="en"
# ## Q & A
#
# Where to go from here
#
# - **The stages**: `01_hello` to `05_jwt`, begin where you like
# - **The exercises**: `uv run pytest --mine`
# - **The account book**: `uv run account-book`, with all that was talked about
# - **If you are stuck**: `uv run python 01_hello/doctor.py`

# %% [markdown] notes=true
# Questions that come: where a browser keeps a token (in an HttpOnly cookie, as a session's number), how one
# logs out (refresh tokens, and a database that is asked), sessions or tokens (the account book has both).
# The README of stage 05 answers each with a program.
