"""Personal tokens: rights handed to a program without a password."""

from typing import Any

from flask import g

from account_book import personal, queries
from account_book.api.addresses import TokenPath
from account_book.api.answers import NewPersonalOut, PersonalsOut
from account_book.api.blueprint import blueprint, page
from account_book.api.bodies import TokenIn
from account_book.errors import NotFound
from account_book.guard import Member, in_person, signer
from account_book.tokens import Scope

api = blueprint("tokens", "Personal tokens for programs")


@api.get("/tokens", responses={200: PersonalsOut})
@in_person
def list_tokens(asker: Member) -> dict[str, Any]:
    """List the personal tokens that are good still, without the tokens themselves."""
    return page(personal.listed(g.connection, asker.user_id))


@api.post("/tokens", responses={201: NewPersonalOut})
@in_person
def add_token(asker: Member, body: TokenIn) -> tuple[dict[str, Any], int]:
    """Make a personal token; it is shown this once."""
    mine = queries.BOOKS.where(queries.book.id == body.book_id)
    if body.book_id is not None and g.connection.execute(mine, {"user_id": asker.user_id}).first() is None:
        raise NotFound("book_id")
    made = personal.issue(
        *(g.connection, signer(), asker.user_id),
        epoch=g.claims.epoch,
        name=body.name,
        scope=Scope(body.scope, body.book_id),
        days=body.days,
    )
    g.connection.commit()
    return made, 201


@api.delete("/tokens/<token:token_id>", responses={204: None})
@in_person
def revoke_token(asker: Member, path: TokenPath) -> tuple[str, int]:
    """Void a personal token."""
    personal.revoke(g.connection, asker.user_id, path.token_id)
    g.connection.commit()
    return "", 204
