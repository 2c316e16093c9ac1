"""Flask: one function for each path, and the WSGI callable is written for us.

    uv run python 01_hello/hello_flask.py
    uv run flask --app 01_hello/hello_flask run --port 8000     the same, as Flask's people start it
    uv run python 01_hello/ask.py http://127.0.0.1:8000/        in a second terminal

`app` is a WSGI application like the one of wsgi_callable.py, so that the same
servers run it. What `@app.route` does is the subject of the next stage.
"""

from flask import Flask
from ports import free_port

app = Flask(__name__)


@app.route("/")
def hello() -> str:
    """Say hello; Flask makes status, headers and bytes of it."""
    return "Hello World!\n"


if __name__ == "__main__":
    # The talk's last line was app.run() without this guard: then a test, and every other
    # import of this file, would start a server and wait for it to end. (`flask run` only warns.)
    app.run(port=free_port())
