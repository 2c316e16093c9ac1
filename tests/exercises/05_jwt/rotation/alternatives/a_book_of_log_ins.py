"""An object holds the rows, and a token tells its own number."""

import contextlib
import secrets
import uuid

import jwt
import tokens

KEYS = {"autumn": secrets.token_urlsafe()}


class LogIns(dict):
    def add(self, user_id, sid):
        token = tokens.issue(KEYS, "refresh", user_id, sid)
        self[sid] = tokens.read(KEYS, token, "refresh").jti
        return token

    def begin(self, user_id):
        return self.add(user_id, str(uuid.uuid4()))

    def follow(self, token):
        with contextlib.suppress(jwt.InvalidTokenError):
            claims = tokens.read(KEYS, token, "refresh")
            if (claims.sid, claims.jti) in self.items():
                return self.add(claims.user_id, claims.sid)
            if claims.sid in self:
                del self[claims.sid]


newest = LogIns()
log_in = newest.begin
refresh = newest.follow
