"""Logging in with a session: the server remembers who you are, and you bring it a number.

    uv run python 05_jwt/session_server.py
    uv run flask --app 05_jwt/session_server run --port 8000

These are the three steps of slide 55. The dict `sessions` is all that the
server knows, so it lives in one process, and ends with it.
"""

import secrets
import time
from dataclasses import dataclass

from flask import Flask, request
from flask.typing import ResponseReturnValue
from jwt_requests import SCRYPT, Credentials, body, set_up
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.security import check_password_hash, generate_password_hash

# In seconds since the last request.
PATIENCE = 30 * 60


@dataclass
class Session:
    """Who has logged in, and until when that lasts, in seconds of a clock that nobody sets."""

    user_id: int
    until: float


app = Flask(__name__)
set_up(app)
users = {"huey": (1, generate_password_hash("very-secret", SCRYPT))}
sessions: dict[str, Session] = {}


def user_with(sent: Credentials) -> int:
    """Return the number of the user with this nickname and password; all others are a 401."""
    # An unknown user's password takes as long to check, so a watch does not tell who has an account.
    user_id, password_hash = users.get(sent.nickname, users["huey"])
    if not check_password_hash(password_hash, sent.password) or sent.nickname not in users:
        raise Unauthorized("Nickname or password is wrong.", www_authenticate=WWWAuthenticate("session"))
    return user_id


@app.post("/login")
def log_in() -> ResponseReturnValue:
    """Step 1 and 2: store who it is under a number, and hand out the number, in a cookie."""
    user_id = user_with(body(Credentials))
    # A new one at each log-in: a number that somebody has slipped us must not become ours.
    sessions.pop(request.cookies.get("session_id", ""), None)
    session_id = secrets.token_urlsafe(32)
    sessions[session_id] = Session(user_id, time.monotonic() + PATIENCE)
    # No script reads it, no POST from another site brings it. With https: "; Secure", too.
    cookie = f"session_id={session_id}; HttpOnly; SameSite=Lax; Path=/"
    return {"user_id": user_id}, 200, {"Set-Cookie": cookie}


@app.get("/me")
def who_am_i() -> ResponseReturnValue:
    """Step 3: look up the number."""
    session_id = request.cookies.get("session_id", "")
    session = sessions.get(session_id)
    if not session or session.until < time.monotonic():
        sessions.pop(session_id, None)
        raise Unauthorized(
            "There is no such session here. Log in.", www_authenticate=WWWAuthenticate("session")
        )
    # Changed, and not stored anew: that would bring back one that has just been logged out.
    session.until = time.monotonic() + PATIENCE
    return {"user_id": session.user_id}


@app.post("/logout")
def log_out() -> ResponseReturnValue:
    """Forget the number: from now on it is good for nothing, whoever has it."""
    sessions.pop(request.cookies.get("session_id", ""), None)
    return "", 204, {"Set-Cookie": "session_id=; Max-Age=0; Path=/"}


if __name__ == "__main__":
    client = app.test_client(use_cookies=False)
    answer = client.post("/login", json={"nickname": "huey", "password": "very-secret"})
    print("log in     ", answer.status_code, answer.headers["Set-Cookie"])
    print("remembered ", sessions)
    cookie = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
    for what, method, path, sent in [
        ("no cookie", "GET", "/me", {}),
        ("the cookie", "GET", "/me", cookie),
        ("a guess", "GET", "/me", {"Cookie": "session_id=1"}),
        ("log out", "POST", "/logout", cookie),
        ("the cookie", "GET", "/me", cookie),
    ]:
        answer = client.open(path, method=method, headers=sent)
        print(f"{what:11} {answer.status_code} {answer.text}".rstrip())
