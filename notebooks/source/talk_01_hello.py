# %% [markdown] talk="1 Python과 함께하는" lang="ko"
# # Python과 함께하는 서버 사이드 애플리케이션
#
# ### 빈 파일에서 가계부까지, 직접 실행해 봅니다

# %% [markdown] lang="en"
# # Server-side applications with Python
#
# ### From an empty file to an account book, and every step runs

# %% [markdown] notes=true
# The slides of the talk go to the right; what we added lies below them, so that you may skip it when time is short.
# All the code comes from the files of the stages, and all that it prints was printed by running it.
# In JupyterLab each cell can be changed and run again with Shift+Enter.

# %% [markdown] talk="2 박재완" lang="ko"
# ## 박재완
#
# 2016년에 이 발표를 한 분입니다. 당시 NextFloor에서 게임을 만드는 풀스택 프로그래머였습니다.
#
# 이 슬라이드는 발표의 순서와 아이디어를 따르되, 글과 코드는 지금의 Python으로 새로 썼습니다.
#
# 발표에 나온 가계부: [github.com/HueyPark/Account-Book](https://github.com/HueyPark/Account-Book)

# %% [markdown] lang="en"
# ## 박재완 (HueyPark)
#
# gave the talk 「Python과 함께하는 서버 사이드 애플리케이션」 in 2016, as a full-stack programmer of games
# at NextFloor.
#
# These slides follow its order and its ideas, in our own words and in today's Python.
#
# The account book of the talk:
# [github.com/HueyPark/Account-Book](https://github.com/HueyPark/Account-Book)

# %% [markdown] notes=true
# Introduce yourself here as well: who you are, and what you have built servers with.

# %% [markdown] talk="3 오늘 할 이야기" lang="ko"
# ## 차례
#
# | 단계 | 알아볼 것 |
# | --- | --- |
# | 01 | 서버란 무엇인가, 그리고 왜 Python인가 |
# | 02 | 데코레이터: `@app.route`의 정체 |
# | 03 | PyMySQL: 손으로 다루는 데이터베이스 |
# | 04 | SQLAlchemy: 같은 일을 ORM으로 |
# | 05 | JWT: 세션과 토큰 |
# | 06 | 모두 합친 가계부 |

# %% [markdown] lang="en"
# ## What is to come
#
# | stage | the question |
# | --- | --- |
# | 01 | What is a server, and why Python? |
# | 02 | Decorators: what is `@app.route`? |
# | 03 | PyMySQL: a database by hand |
# | 04 | SQLAlchemy: the same job with an ORM |
# | 05 | JWT: sessions and tokens |
# | 06 | All of it: the account book |

# %% [markdown] notes=true
# Each row is a folder of the repository with a README of its own, and stands by itself.
# Say which of them you will show today, and that the others can be done at home.

# %% [markdown] talk="4 이런 걸 만들었습니다" lang="ko"
# ## 도착점: 가계부
#
# ![가계부의 월별 화면: 내역 입력, 수입과 지출, 남은 예산, 분류별 지출](../../06_full_app/screenshots/month.ko.png)

# %% [markdown] lang="en"
# ## Where it leads: an account book
#
# ![A month: a line to write an entry, income and spending, what is left of each budget, where it went](../../06_full_app/screenshots/month.png)

# %% [markdown] notes=true
# Start the real one beforehand: `uv run account-book demo`, then `uv run account-book`, in a terminal of its own.
# Write one entry while the room looks on. Everything that it does stands on the five stages before it.

# %% [markdown] sub=true lang="ko"
# ## 내역이 점점 늘어나면 어떻게 될까요?
#
# ![내역이 늘어날 때 가계부가 응답하는 시간](../pictures/the_book_grows.ko.light.png)

# %% [markdown] lang="en"
# ## And as the book grows?
#
# ![How long the account book takes to answer as its entries become more](../pictures/the_book_grows.en.light.png)

# %% [markdown] notes=true
# The picture is made by the notebook `the_book_grows`, which measures it again on your machine.
# Skip this slide if the room has not asked yet.

# %% [markdown] talk="5 왜?" lang="ko"
# ## 왜 하필 가계부일까요?
#
# 처음 만들기에 게임은 너무 컸습니다. 규칙을 정하다 지쳐서 코드는 시작도 못 합니다.

# %% [markdown] lang="en"
# ## Why an account book, of all things?
#
# A game was too much for a beginning: one plans its rules, and never gets to the code.

# %% [markdown] step=true lang="ko"
# 가계부의 규칙은 누구나 압니다. **들어온 돈, 나간 돈, 남은 돈.**

# %% [markdown] lang="en"
# The rules of an account book are known to everybody: **what came in, what went out, what is left.**

# %% [markdown] notes=true
# Ask who has begun a game and never finished it.
# The point: choose a subject whose rules you need not invent, so that all your attention is free for the server.

# %% [markdown] talk="6 필요했던 기능" lang="ko"
# ## 가계부 서버에 필요한 것
#
# | 할 일 | 필요한 것 | 단계 |
# | --- | --- | --- |
# | 요청을 함수에 넘기기 | 프레임워크: Flask | 01-02 |
# | 내역을 저장하고 찾기 | 데이터베이스: PyMySQL, SQLAlchemy | 03-04 |
# | 누구인지 확인하기 | 인증: PyJWT | 05 |

# %% [markdown] lang="en"
# ## What its server needs
#
# | to do | what for | stage |
# | --- | --- | --- |
# | take a request to a function | a framework: Flask | 01-02 |
# | keep entries, and find them | a database: PyMySQL, SQLAlchemy | 03-04 |
# | know who asks | authentication: PyJWT | 05 |

# %% [markdown] notes=true
# Before you show the table, ask the room what such a server needs, and collect answers. They usually find all three.

# %% [markdown] talk="7 서버란 무엇인가?" lang="ko"
# ## 서버란?

# %% [markdown] lang="en"
# ## What is a server?

# %% [markdown] step=true lang="ko"
# 네트워크로 요청을 받아 **일을 해 주는** 컴퓨터 또는 프로그램입니다.
#
# 요청하는 쪽을 클라이언트라고 합니다.

# %% [markdown] lang="en"
# A computer, or a program, that **does something for others** over a network.
#
# Whoever asks it is a client.

# %% [markdown] notes=true
# Let the room try a definition first. Both meanings are in use, the machine and the program; from here on it is the program.

# %% [markdown] sub=true lang="ko"
# ## 요청은 텍스트입니다
#
# 클라이언트가 주소 하나를 열 때 보내는 바이트입니다.

# %% [markdown] lang="en"
# ## A request is text
#
# These bytes travel when a client opens an address.

# %%
from ask import request_for, shown

print(shown(">", request_for("http://127.0.0.1:8000/")))

# %% [markdown] notes=true
# Two terminals show it better: `uv run python 01_hello/socket_server.py` in one, `uv run python 01_hello/ask.py http://127.0.0.1:8000/` in the other.
# Then open the address in a browser: the first terminal shows what a browser sends without being asked.
# If port 8000 is taken, the server says which one it took.

# %% [markdown] sub=true lang="ko"
# ## 응답도 텍스트입니다

# %% [markdown] lang="en"
# ## And so is the answer

# %% region="01_hello/socket_server.py: response"

# %%
print(shown("<", response("200 OK", "Hello World!\n")))

# %% [markdown] notes=true
# There is no library in between: status line, headers, an empty line, the body.
# Change the text in the call and run it again; Content-Length follows.
# Ask what happens with Korean text: the length counts bytes, not letters.

# %% [markdown] talk="8 서버의 종류" lang="ko"
# ## 서버에도 종류가 있습니다
#
# - **웹 서버**는 파일을 보냅니다
# - **애플리케이션 서버**는 요청이 올 때마다 코드를 실행합니다
# - **데이터베이스 서버**는 데이터를 보관하고 찾아 줍니다
# - **파일 서버**는 파일을 함께 쓰게 해 줍니다
# - 메일 서버, 게임 서버, 그 밖에도 많습니다

# %% [markdown] lang="en"
# ## Kinds of servers
#
# - a **web server** sends files
# - an **application server** runs code for each request
# - a **database server** keeps data, and finds it again
# - a **file server** shares files
# - mail servers, game servers, and many more

# %% [markdown] notes=true
# Ask which of these the room used today. All of them wait at a port and answer, as on the slides before.

# %% [markdown] talk="9 오늘 이야기할 서버" lang="ko"
# ## 이 가운데 우리가 만들 것은

# %% [markdown] lang="en"
# ## The one that we build

# %% [markdown] step=true lang="ko"
# ### 애플리케이션 서버

# %% [markdown] lang="en"
# ### An application server

# %% [markdown] notes=true
# One sentence: of all these it is the one in which our own code runs.

# %% [markdown] talk="10 Application server란 무엇인가?" lang="ko"
# ## 애플리케이션 서버가 하는 일
#
# 1. HTTP로 요청을 받습니다
# 2. **우리가 작성한 코드를 실행합니다**
# 3. 그 결과를 HTTP로 돌려줍니다
#
# 요청하는 쪽이 브라우저인지 휴대전화 앱인지 다른 서버인지는 상관없습니다.

# %% [markdown] lang="en"
# ## What an application server does
#
# 1. It takes a request over HTTP,
# 2. **runs code that we wrote,**
# 3. and sends back over HTTP what came of it.
#
# Who asks may be a browser, an app on a phone, or another server.

# %% [markdown] notes=true
# The second line is the whole workshop; the first and the third are somebody else's work, as the next slide shows.

# %% [markdown] sub=true lang="ko"
# ## WSGI: 서버가 우리 함수를 호출합니다

# %% [markdown] lang="en"
# ## WSGI: the server calls our function

# %%
from collections.abc import Callable, Iterable
from typing import Any

# %% region="01_hello/wsgi_callable.py: application"

# %%
application({"PATH_INFO": "/"}, print)

# %% [markdown] notes=true
# In the last line we play the server: the request is a dictionary, and `print` takes the place of what sends status and headers.
# Run it with "/nowhere" as well.
# No socket is left in our code, so that any WSGI server can run it (PEP 3333). Flask is such a callable, too.

# %% [markdown] talk="11 Application server의 위치?" lang="ko"
# ## 애플리케이션 서버의 자리
#
# | | |
# | --- | --- |
# | 브라우저, 앱 | 요청합니다 |
# | 웹 서버 | 앞에서 받아 나누어 줍니다 |
# | **애플리케이션 서버** | **우리가 만듭니다** |
# | 데이터베이스 서버 | 뒤에서 데이터를 보관합니다 |
#
# 요청은 위에서 아래로, 응답은 아래에서 위로 갑니다.

# %% [markdown] lang="en"
# ## Where it stands
#
# | | |
# | --- | --- |
# | browser, app | asks |
# | web server | stands in front, and shares the work out |
# | **application server** | **is what we build** |
# | database server | keeps the data, behind it |
#
# A request goes down, the answer comes up.

# %% [markdown] notes=true
# On a laptop the outer two are not needed: Flask brings a small server, and SQLite is a file.
# Stage 06 runs the whole column for real, with nginx in front of several servers and MariaDB behind them.

# %% [markdown] talk="12 Application server는" lang="ko"
# ## 무엇으로 만들 수 있을까요?
#
# Python, Java, JavaScript, Scala, Go, Kotlin, 그리고 다른 많은 언어로 만들 수 있습니다.
#
# 언어가 달라도 HTTP와 SQL, 토큰은 똑같습니다. 이름만 다를 뿐입니다.

# %% [markdown] lang="en"
# ## What can it be written in?
#
# Python, Java, JavaScript, Scala, Go, Kotlin, and many more.
#
# HTTP, SQL and tokens are the same in all of them; only the names change.

# %% [markdown] notes=true
# Ask what the room uses at work. Whoever uses another language will find every idea of today there.

# %% [markdown] talk="13 왜 Python이죠?" lang="ko"
# ## 그중에서 왜 Python일까요?

# %% [markdown] lang="en"
# ## So why Python?

# %% [markdown] step=true lang="ko"
# 발표자가 든 이유는 두 가지였습니다.
#
# 1. 팀에서 쓰게 될 것 같아서
# 2. 같은 시간에 더 많이 만들 수 있을 것 같아서

# %% [markdown] lang="en"
# The speaker had two reasons:
#
# 1. his team was likely to use it,
# 2. and it looked as if one would get far quickly.

# %% [markdown] notes=true
# The first reason is an honest one, and often the real one. The second can be looked at: the next slides do.

# %% [markdown] talk="14 Python" lang="ko"
# ## python.org의 소개를 간추리면
#
# - **더 빨리** 일할 수 있고
# - 여러 시스템을 **더 잘 연결할** 수 있는 언어

# %% [markdown] lang="en"
# ## What python.org says of it, in short
#
# - one works **more quickly** with it,
# - and it **connects systems** well.

# %% [markdown] notes=true
# That is what its makers say. What does it mean for a server? The next slide answers.

# %% [markdown] talk="15 Python" lang="ko"
# ## 서버를 만드는 사람에게는
#
# - **빨리**: 고치고, 저장하고, 바로 실행합니다. 따로 빌드하지 않습니다.
# - **연결**: 브라우저와는 HTTP로, 데이터베이스와는 SQL로, 다른 프로그램과는 JSON으로 통신합니다.

# %% [markdown] lang="en"
# ## And for whoever builds a server
#
# - **quickly**: change, save, run; there is no build in between.
# - **connects**: HTTP with the browser, SQL with the database, JSON with other programs.

# %% [markdown] notes=true
# The server of slide 38 has five lines of code. The second point is the daily work of an application server: it stands between others.

# %% [markdown] talk="16 Python for games" lang="ko"
# ## Python으로 만든 게임: EVE Online
#
# - CCP Games가 만든, 우주를 무대로 한 대규모 온라인 게임입니다
# - 같은 우주에 **5만 명이 넘는** 플레이어가 동시에 접속했습니다
# - 그 서버 클러스터는 **대부분 Python**으로 작성되었습니다

# %% [markdown] lang="en"
# ## A game in Python: EVE Online
#
# - a massive online game in space, by CCP Games
# - **more than 50,000** players at the same time, in one universe
# - its server cluster is **mostly Python**

# %% [markdown] notes=true
# The speaker made games, so his example is one. The figures are those that CCP gave to python.org, years ago.
# A cluster means many processes side by side: stages 05 and 06 come back to what that asks of a server.

# %% [markdown] talk="17 Python for games" lang="ko"
# ## 만든 사람들의 말
#
# - Python 덕분에 전례 없이 **빨리 만들** 수 있었고
# - 언어가 유연해서 플레이어의 의견에 따라 **빨리 고칠** 수 있었습니다
#
# CCP Games의 Hilmar Veigar Pétursson이 한 말을 간추렸습니다.

# %% [markdown] lang="en"
# ## What its makers say
#
# - Python let them **build** it in record time,
# - and is flexible enough to **improve** it quickly when the players speak up.
#
# Hilmar Veigar Pétursson of CCP Games, in short.

# %% [markdown] notes=true
# Neither point is about how fast the language runs. Both are about how fast its people are.

# %% [markdown] talk="18 Python 살펴보기" lang="ko"
# # Python 문법 맛보기
#
# ### C++와 나란히 놓고 두 가지를 봅니다: 코드의 모양과 비교식

# %% [markdown] lang="en"
# # A taste of Python
#
# ### Two things, beside C++: layout and comparisons

# %% [markdown] notes=true
# Nobody needs to know C++ for this. It is here because the speaker's audience wrote games in it.

# %% [markdown] talk="19 C++" lang="ko"
# ## C++: 들여쓰기가 틀려도 함수 안입니다. Python은?
#
# ```cpp
# void do_something() {
#     auto a = get_a();
# a.push_back("done");
# }
# ```

# %% [markdown] lang="en"
# ## C++: indented or not, it is in the function. And Python?
#
# ```cpp
# void do_something() {
#     auto a = get_a();
# a.push_back("done");
# }
# ```

# %% region="01_hello/concise.py: LINE_MOVED_LEFT"

# %% step=true
from concise import reading

print(reading(LINE_MOVED_LEFT))

# %% [markdown] notes=true
# Let the room guess how many statements Python sees in the function before you show the last cell.
# `reading` asks Python's own parser: the second line has left the function, and would fail when it runs.

# %% [markdown] talk="20 C++" lang="ko"
# ## C++: 가지런히 써도 같은 프로그램입니다
#
# ```cpp
# void do_something() {
#     auto a = get_a();
#     a.push_back("done");
# }
# ```

# %% [markdown] lang="en"
# ## C++: in good order, and the same program
#
# ```cpp
# void do_something() {
#     auto a = get_a();
#     a.push_back("done");
# }
# ```

# %% region="01_hello/concise.py: AS_MEANT"

# %%
print(reading(AS_MEANT))

# %% [markdown] notes=true
# For C++ nothing has changed since the slide before, for Python everything: both statements are in the function now.

# %% [markdown] talk="21 C++" lang="ko"
# ## C++: 이렇게 써도 같은 프로그램입니다
#
# ```cpp
# void do_something()
# {
#     auto a = get_a();
#         a.push_back("done");
# }
# ```

# %% [markdown] lang="en"
# ## C++: the same program once more
#
# ```cpp
# void do_something()
# {
#     auto a = get_a();
#         a.push_back("done");
# }
# ```

# %% region="01_hello/concise.py: LINE_MOVED_RIGHT"

# %% step=true
print(reading(LINE_MOVED_RIGHT))

# %% [markdown] notes=true
# Three layouts, one program, and long discussions where the braces go: each team has its rules.
# Python does not take the third at all, and says in which line.

# %% [markdown] talk="22 Python" lang="ko"
# ## Python: 모양이 곧 뜻입니다

# %% [markdown] lang="en"
# ## Python: the layout is the meaning

# %% region="01_hello/concise.py: get_a, do_something"

# %%
do_something()

# %% [markdown] notes=true
# What looks as if it belongs together does belong together, so there is nothing to argue about.
# `-> list[str]` says what comes back: newer than the talk, for readers and tools; Python itself ignores it.

# %% [markdown] sub=true lang="ko"
# ## 다만 괄호는 꼭 있어야 합니다

# %% [markdown] lang="en"
# ## The parentheses, though, must be there

# %% region="01_hello/concise.py: NO_PARENTHESES"

# %%
print(reading(NO_PARENTHESES))

# %% [markdown] notes=true
# On the slide of 2016 they were missing. It happens to everybody, and the message is a good one: it names what it expected.

# %% [markdown] talk="23 C++" lang="ko"
# ## C++: x가 0과 10 사이일 때
#
# ```cpp
# if (x > 0 && x < 10) {
#     do_something();
# }
# ```
#
# 비교를 두 번 하고 `&&`로 잇습니다. Python에서도 이렇게 쓸 수 있습니다.

# %% [markdown] lang="en"
# ## C++: if x lies between 0 and 10
#
# ```cpp
# if (x > 0 && x < 10) {
#     do_something();
# }
# ```
#
# Two comparisons, joined by `&&`. Python can say it like that as well.

# %%
x = 50
x > 0 and x < 10

# %% [markdown] notes=true
# Change x and run it again. In Python the word is `and`.

# %% [markdown] talk="24 C++" lang="ko"
# ## C++: 수직선처럼 늘어놓으면
#
# ```cpp
# if (0 < x && x < 10) {
#     do_something();
# }
# ```
#
# 읽기 좋아졌습니다. 그렇다면 `0 < x < 10`이라고 쓰면 안 될까요? C++는 이렇게 계산합니다.

# %% [markdown] lang="en"
# ## C++: in the order of the number line
#
# ```cpp
# if (0 < x && x < 10) {
#     do_something();
# }
# ```
#
# Easier to read. Then why not `0 < x < 10`? This is what C++ makes of it:

# %% region="01_hello/concise.py: between_as_c_reads_it" step=true

# %%
[between_as_c_reads_it(x) for x in (-1, 5, 50)]

# %% [markdown] notes=true
# It compiles, and it is always true: `0 < x` gives 0 or 1, and both are less than 10.
# That is the worst kind of mistake, one that nobody reports. (g++ warns with -Wall.)

# %% [markdown] talk="25 Python" lang="ko"
# ## Python: 수학에서 쓰던 그대로

# %% [markdown] lang="en"
# ## Python: as mathematics writes it

# %% region="01_hello/concise.py: between"

# %%
[between(x) for x in (-1, 5, 50)]

# %% [markdown] notes=true
# The same characters as on the slide before, and now they mean what they say.
# Compare the two answers for -1 and for 50.

# %% [markdown] talk="26 Hello World" lang="ko"
# ## 첫 프로그램

# %% [markdown] lang="en"
# ## The first program

# %% region="01_hello/hello.py: hello"

# %%
print(hello())

# %% [markdown] notes=true
# The last line alone, with the text in it, would be the whole program.
# The function is there for what follows: it returns its text, so that a test, a decorator and a server can ask for it. `print` only shows it to a person.

# %% [markdown] talk="27 Python 첫인상" lang="ko"
# ## Python의 첫인상: 간결합니다
#
# - 함수의 모양은 하나뿐입니다
# - 비교식은 수학처럼 이어 씁니다
# - Hello World는 `print` 한 줄이면 됩니다

# %% [markdown] lang="en"
# ## First impression: concise
#
# - a function has one layout
# - comparisons are chained as in mathematics
# - Hello World is one line, a `print`

# %% [markdown] notes=true
# Nothing was claimed that the parser did not confirm. The exercise `01_hello/exercises/between.py` fits here.

# %% [markdown] talk="28 PyPI" lang="ko"
# ## PyPI
#
# ### Python Package Index
#
# 다른 사람이 만든 Python 패키지를 찾아 내려받는 곳입니다: [pypi.org](https://pypi.org)

# %% [markdown] lang="en"
# ## PyPI
#
# ### the Python Package Index
#
# Where to find and get what others have written in Python: [pypi.org](https://pypi.org)

# %% [markdown] notes=true
# Said "pie pea eye", so that it is not taken for PyPy, which is something else.

# %% [markdown] talk="29 Repository of software" lang="ko"
# ## 무엇이 들어 있을까요?
#
# 패키지마다 **코드**와 **기록**이 함께 들어 있습니다.
#
# - 이름과 버전
# - 설명과 라이선스
# - 이 패키지에 **필요한 다른 패키지**

# %% [markdown] lang="en"
# ## What is in it?
#
# Packages, each with its **code** and a **record**:
#
# - its name and version
# - what it is, and its licence
# - **which other packages it needs**

# %% [markdown] notes=true
# The last line is why one command is enough: pip reads it and goes on until nothing is missing. We look at it in a moment.

# %% [markdown] talk="30 There are currently 75837 packages here." lang="ko"
# ## 얼마나 많을까요?
#
# | 시점 | 패키지 수 |
# | --- | ---: |
# | 2016년, 발표 당시 | 75,837 |
# | 2026년 11월 | 900,000 이상 |
#
# 지금은 몇 개인지 [pypi.org](https://pypi.org)의 첫 페이지에서 볼 수 있습니다.

# %% [markdown] lang="en"
# ## How many are there?
#
# | when | packages |
# | --- | ---: |
# | 2016, at the talk | 75,837 |
# | November 2026 | more than 900,000 |
#
# The first page of [pypi.org](https://pypi.org) says how many there are now.

# %% [markdown] notes=true
# If there is a network, open the page and read the number out. We use four of them.

# %% [markdown] talk="31 Python에서 관리하는 패키지 모음집" lang="ko"
# ## 누가 관리할까요?
#
# - PyPI는 Python Software Foundation이 운영합니다
# - 패키지는 **누구나** 올릴 수 있고, 이름은 먼저 올린 사람이 차지합니다
# - 그러니 설치하기 전에 **이름을 한 번 더** 확인하십시오

# %% [markdown] lang="en"
# ## Who looks after it?
#
# - the Python Software Foundation runs PyPI
# - **anybody** may publish, and a name belongs to whoever came first
# - so **read a name twice** before you install it

# %% [markdown] notes=true
# A name with one letter changed may be somebody else's, who does not mean well.
# Copy the name from the project's own page.

# %% [markdown] talk="32 이런게 됩니다" lang="ko"
# ## 패키지 하나에 명령 하나
#
# 이 워크숍에서 쓰는 네 가지입니다. `uv run`을 썼다면 이미 모두 설치되어 있습니다.

# %% [markdown] lang="en"
# ## One command for each
#
# The four that this workshop uses. Whoever has typed `uv run` has them already.

# %%
from importlib.metadata import version

for name in ("Flask", "PyMySQL", "SQLAlchemy", "PyJWT"):
    print(f"pip install {name:10} -> {version(name)}")

# %% [markdown] notes=true
# The versions are read from this environment. Do not install anything live over the conference network.
# Each stage has a requirements.txt with the few packages that it needs.

# %% [markdown] sub=true lang="ko"
# ## Flask 하나를 설치하면 따라오는 것

# %% [markdown] lang="en"
# ## Who comes along with Flask

# %%
from installed import Distribution, distribution, requirements

# %% region="01_hello/installed.py: brought"

# %%
print(*brought(distribution("Flask")))

# %% [markdown] notes=true
# pip and uv leave a record of each package, and this reads the records; no network is asked.
# Try it with "SQLAlchemy" or "jupyterlab".

# %% [markdown] talk="33 Flask" lang="ko"
# ## Flask
#
# "마이크로" 프레임워크이며, 두 패키지를 바탕으로 만들어졌습니다.
#
# - **Werkzeug**는 HTTP와 WSGI를 처리합니다
# - **Jinja**는 템플릿으로 페이지를 만듭니다
#
# 데이터베이스와 로그인은 들어 있지 않습니다. 03단계부터 05단계까지 하나씩 골라 붙입니다.

# %% [markdown] lang="en"
# ## Flask
#
# calls itself a microframework, and stands on two packages:
#
# - **Werkzeug** knows HTTP and WSGI
# - **Jinja** fills in pages
#
# A database and a login are not in it. Those we choose ourselves, in stages 03 to 05.

# %% [markdown] notes=true
# "Micro" means that it decides little for you, not that it is for small things.
# The account book of stage 06 is a Flask application.
