"""Signing up, in and out; and the language of the pages."""

from flask import current_app, g, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from pydantic import ValidationError
from werkzeug.wrappers import Response

from account_book import problems, users
from account_book.api.bodies import LogIn, SignUp
from account_book.errors import Problem
from account_book.guard import Member, check_sign_up, database, public, signed_in, signer
from account_book.web import view

pages = view.blueprint("sign")


@pages.get("/")
@signed_in
def home(_asker: Member) -> Response:
    """Go to this month of one's first book, or to where one can be made."""
    return redirect(
        url_for("month.show", book_id=g.books[0]["id"]) if g.books else url_for("settings.show_books")
    )


@pages.route("/signup", methods=["GET", "POST"])
@public
def sign_up() -> Response | str | tuple[str, int]:
    """Sign up, and go on to where one wanted to go."""
    check_sign_up()
    if request.method != "POST":
        return render_template("sign.html", new=True, form={}, problem=None)
    try:
        fields = SignUp(
            email=request.form.get("email", ""),
            password=request.form.get("password", ""),
            nickname=request.form.get("nickname", "").strip() or None,
        )
        with database().writing() as connection:
            user_id = users.sign_up(
                connection,
                signer(),
                email=fields.email,
                password=fields.password,
                nickname=fields.nickname or "",
                locale=str(get_locale()),
            )
            token = signer().start(connection, user_id, "browser")
            connection.commit()
    except (ValidationError, Problem) as error:
        return _again(error, new=True)
    return _enter(token)


@pages.route("/login", methods=["GET", "POST"])
@public
def log_in() -> Response | str | tuple[str, int]:
    """Sign in, and go on to where one wanted to go."""
    if request.method != "POST":
        return render_template("sign.html", new=False, form={}, problem=None)
    try:
        fields = LogIn(email=request.form.get("email", ""), password=request.form.get("password", ""))
        token = users.sign_in(
            database(),
            signer(),
            "browser",
            email=fields.email,
            password=fields.password,
            address=request.remote_addr or "",
        )
    except (ValidationError, Problem) as error:
        return _again(error, new=False)
    return _enter(token)


def _enter(token: str) -> Response:
    return view.enter(token, view.local_path(request.args.get("next")) or url_for("sign.home"))


def _again(error: ValidationError | Problem, *, new: bool) -> tuple[str, int]:
    problem = problems.from_validation(error) if isinstance(error, ValidationError) else error
    form = {name: request.form.get(name, "") for name in ("email", "nickname")}
    return render_template("sign.html", new=new, form=form, problem=problems.explain(problem)), problem.status


@pages.post("/logout")
@signed_in
def log_out(_asker: Member) -> Response:
    """Void this browser's log-in."""
    users.revoke_family(g.connection, g.claims)
    g.connection.commit()
    return leave()


def leave() -> Response:
    """Forget this browser's log-in."""
    session.clear()
    response = redirect(url_for("sign.log_in"))
    response.delete_cookie(view.COOKIE)
    return response


@pages.post("/language")
@public
def choose_language() -> Response:
    """Show the pages in another language from now on."""
    if request.form.get("language") in current_app.config["LANGUAGES"]:
        session["language"] = request.form["language"]
        session.permanent = True
    return redirect(view.local_path(request.form.get("next")) or url_for("sign.home"))
