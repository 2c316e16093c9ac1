"""Transactions that survive: a request whose transaction failed for a passing reason is run again, whole.

Two writers may want the same rows, a database node may go away, a cluster may
refuse what another node wrote first. All that a request did is rolled back
then, and the request, from its log-in check on, is run anew.
"""

import math
import random
import time
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, OperationalError

Application = Callable[..., Iterable[bytes]]

CONFLICTS = frozenset({1020, 1205, 1213})
"""Another transaction was first; at COMMIT, 1213 is a cluster's answer that another node was."""
GONE = frozenset({1047, 1053, 1180, 1927, 2002, 2003, 2006, 2013})
"""This node serves no more, or is not part of the cluster: only another connection can help."""
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0
PATIENCE = 8.0
"""Seconds, from the first failure on, in which requests are run again; then whoever asks is told at once."""
OVER = 10.0
"""Seconds without a failure after which the next one is the first of other ones."""
MARK, UNSURE, RUN = "account_book.again", "account_book.unsure", "account_book.run"
"""Names in the environment: run this again; an earlier run may have committed; this is not the first run."""


class OutcomeUnknown(OperationalError):
    """Raised if the database went away while it committed: all of the transaction is there, or none."""


def code_of(error: BaseException | None) -> object:
    """Return the number that MySQL or the driver gave an error, the name that SQLite did, or None."""
    return getattr(error, "sqlite_errorname", None) or next(iter(getattr(error, "args", ())), None)


def watch(engine: Engine) -> None:
    """Let the engine's errors say whether a connection is of no more use, and whether COMMIT was reached."""
    event.listen(engine, "commit", _commits)
    event.listen(engine, "rollback", _rolls_back)
    event.listen(engine, "handle_error", _tell)


_COMMITTING = "account_book.committing"


def _commits(connection: Connection) -> None:
    connection.info[_COMMITTING] = True


def _rolls_back(connection: Connection) -> None:
    if not connection.invalidated:
        connection.info.pop(_COMMITTING, None)


def _tell(context: ExceptionContext) -> DBAPIError | None:
    gone = context.is_disconnect or code_of(context.original_exception) in GONE
    at_end = context.connection is not None and context.statement is None and not context.is_pre_ping
    # SQLAlchemy would hand on a connection that could not end its transaction, with all that is in it.
    context.is_disconnect = gone or at_end
    context.invalidate_pool_on_disconnect = gone
    if gone and at_end and context.connection and _COMMITTING in context.connection.info:
        return OutcomeUnknown(
            "COMMIT", None, context.original_exception, hide_parameters=True, connection_invalidated=True
        )
    return None


def is_passing(error: DBAPIError) -> bool:
    """Return whether the same transaction may well succeed a moment later; a full disk, say, stays full."""
    code = code_of(error.orig)
    return code in CONFLICTS or (error.connection_invalidated and not isinstance(code, str))


class Again:
    """Runs a request again, after a pause, if the application marked it so in the environment.

    The body must be seekable. Each pause is a random part of one that doubles,
    so that those who met do not meet again. The patience is that of the whole
    process: if the database is away for long, threads that wait for it would
    keep others from being told.
    """

    def __init__(self, app: Application) -> None:
        self.app = app
        self.first_failure = self.last_failure = -math.inf

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer a request, with the last run's answer."""
        pause, tried = FIRST_PAUSE, {**environ, MARK: False}
        while True:
            started: list[Any] = []
            answer = self.app(tried, lambda *args, kept=started: kept.extend(args))
            wait = random.uniform(0, pause)  # noqa: S311
            if not self._goes_on(tried, wait):
                start_response(*started)
                return answer
            if hasattr(answer, "close"):
                answer.close()
            time.sleep(wait)
            pause = min(2 * pause, LONGEST_PAUSE)
            environ["wsgi.input"].seek(0)
            unsure = {UNSURE: True} if UNSURE in tried else {}
            tried = {**environ, **unsure, MARK: False, RUN: True}

    def _goes_on(self, tried: dict[str, Any], wait: float) -> bool:
        """Note how a run ended; return whether there is to be another one after this wait."""
        if not tried[MARK]:
            # It was not the database's fault, or is not any more.
            if RUN in tried:
                self.last_failure = -math.inf
            return False
        now = time.monotonic()
        if now - self.last_failure > OVER:
            self.first_failure = now
        self.last_failure = now
        return now + wait <= self.first_failure + PATIENCE
