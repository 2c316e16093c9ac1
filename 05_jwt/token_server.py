"""Logging in with a token: you bring who you are, and the server checks its own signature.

    uv run python 05_jwt/token_server.py
    uv run flask --app 05_jwt/token_server run --port 8000

The same requests as in session_server.py, and the three steps of slide 57. The
server remembers nothing but its key; the key is in JWT_KEYS, or made anew.
"""

import jwt
import tokens
from bearer import bearer_token, refuse_token
from flask import Flask
from flask.typing import ResponseReturnValue
from jwt_requests import Credentials, body, set_up
from session_server import user_with
from signing_keys import chosen_keys

app = Flask(__name__)
app.config["KEYS"] = chosen_keys()
app.register_error_handler(jwt.InvalidTokenError, refuse_token)
set_up(app)


@app.post("/login")
def log_in() -> ResponseReturnValue:
    """Step 1 and 2: write down who it is, sign it, and hand it out."""
    user_id = user_with(body(Credentials))
    return {"access_token": tokens.issue(app.config["KEYS"], "access", user_id, tokens.new_id())}


@app.get("/me")
def who_am_i() -> ResponseReturnValue:
    """Step 3: read who it is, if the signature is ours."""
    return {"user_id": tokens.read(app.config["KEYS"], bearer_token(), "access").user_id}


if __name__ == "__main__":
    client = app.test_client()
    answer = client.post("/login", json={"nickname": "huey", "password": "very-secret"})
    token = answer.get_json()["access_token"]
    print("log in     ", answer.status_code, answer.text.strip().replace(token, f"{token[:20]}..."))
    for what, sent in {
        "no token": {},
        "the token": {"Authorization": f"Bearer {token}"},
        "a guess": {"Authorization": "Bearer eyJ1c2VyX2lkIjogMX0"},
    }.items():
        answer = client.get("/me", headers=sent)
        print(f"{what:11} {answer.status_code} {answer.text.strip()}")
    print("There is no log-out: nothing is remembered that could be forgotten.")
