# %% [markdown] talk="34 문법 하나만 더!" lang="ko"
# # 그 전에 문법 하나만 더
#
# ### Flask 프로그램에는 `@`로 시작하는 줄이 있습니다

# %% [markdown] lang="en"
# # One more piece of syntax
#
# ### A Flask program has lines that begin with `@`

# %% [markdown] notes=true
# Four slides of decorators, then Flask. Whoever knows them already may look at what `@app.route` really does, at the end.

# %% [markdown] talk="35 decorator 패턴" lang="ko"
# ## 데코레이터 패턴
#
# 원래 것은 **그대로 두고**, 바깥에 할 일을 **하나 더합니다**.
#
# 서버에서는 흔히 이런 일을 더합니다.
#
# - 로그인했는지 먼저 확인하기
# - 시간이 얼마나 걸렸는지 재기
# - 어느 주소의 요청을 맡을지 적어 두기

# %% [markdown] lang="en"
# ## The decorator pattern
#
# **Leave** something as it is, and **add** a duty around it.
#
# On a server such duties are:
#
# - first see who is asking
# - measure how long it took
# - note at which address it is to be found

# %% [markdown] notes=true
# Wrapping paper is a good picture: the present inside stays what it is.
# In the books the pattern is about objects. In Python a function is an object, too, which is the next slide.

# %% [markdown] sub=true lang="ko"
# ## 함수도 값입니다

# %% [markdown] lang="en"
# ## A function is a value, too

# %% region="02_decorators/functions_are_values.py: imports, world"

# %% region="02_decorators/functions_are_values.py: greet"

# %%
greet(world)

# %% [markdown] notes=true
# Point at the last line: no parentheses behind `world`. The function itself is handed over, and `greet` calls it.
# Run `greet(world())` to see what happens otherwise: a text is not callable.

# %% [markdown] talk="36 decorator 패턴" lang="ko"
# ## 직접 해 봅시다: 인사 덧붙이기
#
# `world`는 고치지 않고, 인사를 덧붙인 **새 함수**를 만듭니다.

# %% [markdown] lang="en"
# ## Live: add a greeting
#
# `world` stays as it is; we make a **new function** that greets as well.

# %% region="02_decorators/functions_are_values.py: imports, world" live="start"

# %% [markdown] notes=true
# Type below `world`: `def decorator(function):`, in it `def wrapper():` with `return "Hello " + function()`, and at the end `return wrapper`.
# Then `helloworld = decorator(world)` and `helloworld()`.
# It goes wrong with `return wrapper()`: then the greeting is made at once, and a text comes back. Leave it in for a moment and ask why "str object is not callable".

# %% [markdown] sub=true lang="ko"
# ## 함수를 받아 함수를 반환하는 함수

# %% [markdown] lang="en"
# ## A function that takes one and returns one

# %% region="02_decorators/functions_are_values.py: imports, world, decorator" live="end"

# %%
helloworld = decorator(world)
helloworld(), world()

# %% [markdown] notes=true
# `wrapper` still knows `function` after `decorator` is done: that is a closure.
# In the talk the wrapper printed and returned nothing. Ours returns its text, so that others can use it.

# %% [markdown] talk="37 decorator 패턴" lang="ko"
# ## 직접 해 봅시다: 같은 일을 `@`로

# %% [markdown] lang="en"
# ## Live: the same with an `@`

# %% region="02_decorators/functions_are_values.py: imports, world, decorator" live="start"

# %% [markdown] notes=true
# First type `world = decorator(world)` below, and `world()`: the name now stands for the new function.
# Then write `@decorator` above `def world` instead, and take the assignment away.
# In a file of its own that is a NameError, because `decorator` comes further down (the kernel still has the one of the slide before): move it above `world`.
# An assignment in a cell of its own greets once more each time it is run: "Hello Hello World".

# %% [markdown] sub=true lang="ko"
# ## `@`는 대입문 한 줄을 줄여 쓴 것입니다

# %% [markdown] lang="en"
# ## The `@` stands for one assignment

# %% region="02_decorators/at_sign.py: by_hand, with_the_sign" live="end"

# %%
by_hand()(), with_the_sign()()

# %% [markdown] notes=true
# Read the two side by side: the line below the first `world`, and the line above the second. Nothing else differs.

# %% [markdown] sub=true lang="ko"
# ## 데코레이터와 래퍼는 각각 언제 실행될까요?

# %% [markdown] lang="en"
# ## What runs when?

# %% region="02_decorators/at_sign.py: decorator"

# %%
decorated = with_the_sign()

# %%
decorated()

# %% [markdown] notes=true
# Before each of the two cells, ask what it will print.
# The decorator runs once, when the function is defined; the wrapper at every call. Flask fills its table of addresses in that first moment.

# %% [markdown] sub=true lang="ko"
# ## 2016년의 래퍼가 잃어버리는 것

# %% [markdown] lang="en"
# ## What the wrapper of 2016 loses

# %%
from arguments import Any, Function

# %% region="02_decorators/arguments.py: forgetful"

# %%
try:
    print(forgetful(world)())
    forgetful(len)("lunch")
except TypeError as error:
    print(error)

# %% [markdown] notes=true
# Two things: what the function returned is gone (None), and a function with an argument cannot be called any more.
# A view of Flask has to return its page, and takes arguments out of the address, so it would break twice.

# %% [markdown] sub=true lang="ko"
# ## 인자는 모두 넘기고, 반환값은 그대로 반환합니다

# %% [markdown] lang="en"
# ## Pass everything on, and give back what comes

# %% region="02_decorators/arguments.py: traced, spend"

# %%
spend("lunch", amount=9000)

# %% [markdown] notes=true
# `*args, **kwargs` in the definition collects, in the call it hands out again.
# One thing is still lost, the name: `spend.__name__` is "wrapper". `functools.wraps` keeps it, see `02_decorators/keep_the_name.py`.

# %% [markdown] talk="38 Flask Hello World" lang="ko"
# ## 직접 해 봅시다: Flask로 Hello World
#
# 첫 프로그램의 함수를 서버로 만듭니다.

# %% [markdown] lang="en"
# ## Live: Hello World in Flask
#
# The function of our first program becomes a server.

# %% region="01_hello/hello.py: hello" live="start"

# %% [markdown] notes=true
# Type above it, in the same cell: `from flask import Flask`, `app = Flask(__name__)`, and right over the function `@app.route("/")`. Put `!\n` at the end of the text.
# Ask it with `app.test_client().get("/").text`: no port, no waiting.
# Do not type `app.run()` into the cell: it waits for requests for ever, and the kernel with it (in the talk it was the last line, and every import started a server).
# It goes wrong with `print` for `return`: "did not return a valid response".

# %% [markdown] sub=true lang="ko"
# ## Flask로 Hello World

# %% [markdown] lang="en"
# ## Hello World in Flask

# %% region="01_hello/hello_flask.py: imports, app, hello" live="end"

# %%
app.test_client().get("/").text

# %% [markdown] notes=true
# Now in a terminal: `uv run flask --app 01_hello/hello_flask run --port 8000`, and open http://127.0.0.1:8000/ in a browser.
# If the port is taken, Flask says so: use `--port 8001`. `uv run python 01_hello/hello_flask.py` looks for a free one itself, which is what `free_port` is for.

# %% [markdown] sub=true lang="ko"
# ## Flask는 주소와 함수를 표에 적어 둡니다

# %% [markdown] lang="en"
# ## Flask keeps a table of addresses

# %%
for rule in app.url_map.iter_rules():
    print(f"{rule.rule:20} {rule.endpoint}")

# %%
app.test_client().get("/").status, app.test_client().get("/nowhere").status

# %% [markdown] notes=true
# The decorator wrote the second line; the first is for pictures and style sheets, and is always there.
# What is not in the table is 404. So what would such a decorator look like? The next slide has one.

# %% [markdown] sub=true lang="ko"
# ## `@app.route`의 정체: 표에 적는 데코레이터

# %% [markdown] lang="en"
# ## What `@app.route` is: it writes into a table

# %% region="02_decorators/router.py: imports, View, Router.route"

# %%
# The class that this method is part of.
from router import Router

# %% [markdown] notes=true
# `route("/")` is called first, and what it returns is the decorator.
# It wraps nothing: it enters the function into the table, and returns it as it came.
# The pattern turns `<name>` in an address into an argument; it may be skipped.

# %% [markdown] sub=true lang="ko"
# ## 직접 만든 라우터, Flask와 같은 사용법

# %% [markdown] lang="en"
# ## Our own router, used like Flask

# %% region="02_decorators/router.py: app, hello, hello_to"

# %%
[(method, pattern.pattern, view.__name__) for method, pattern, view in app.table]

# %%
app.answer("GET", "/hello/Huey"), app.answer("GET", "/nowhere")

# %% [markdown] notes=true
# Change the name in the address, add a function of your own with a `@app.route` above it, and ask for it.
# The whole class is about 30 lines and a WSGI callable: `uv run python 02_decorators/router.py`.
# The exercise `02_decorators/exercises/tiny_flask.py` asks for one like it.
