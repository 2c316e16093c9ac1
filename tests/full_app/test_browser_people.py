"""More than one person, and more than one language: each with a browser of their own."""

from playwright.sync_api import Page

from tests.full_app.browsing import MARKS, People, book_of, invite, new_email, press, send, totals, write
from tests.full_app.conftest import PASSWORD

pytestmark = MARKS


def join(people: People, owner: Page, role: str) -> Page:
    """Return this month's page of somebody who has joined the owner's book."""
    page = people.household()
    page.goto(invite(owner, role))
    press(page.locator("main form button"))
    return page


def log_in(page: Page, email: str) -> Page:
    """Show this month to somebody who is here again."""
    page.goto(send(page, "/login", email=email, password=PASSWORD))
    return page


def test_who_opens_an_invite_signs_up_joins_and_sees_what_the_owner_wrote(people: People) -> None:
    owner, guest = people.household(), people.visitor()
    write(owner, "12,300", "김밥나라")

    guest.goto(invite(owner, "viewer"))
    press(guest.locator("main a[href*=signup]"))
    guest.locator("#email").fill(new_email())
    guest.locator("#nickname").fill("바다")
    guest.locator("#password").fill(PASSWORD)
    press(guest.locator("main form button"))
    press(guest.locator("main form button"))

    assert book_of(guest) == book_of(owner)
    assert guest.locator(".entries .what").inner_text() == "김밥나라"
    assert totals(guest) == ("₩0", "₩12,300")


def test_a_viewer_sees_everything_and_no_form_that_writes(people: People) -> None:
    owner = people.household()
    write(owner, "12,300", "김밥나라")
    viewer = join(people, owner, "viewer")

    forms, links = {}, viewer.locator("header nav a")
    for path in [link.get_attribute("href") or "" for link in links.all()]:
        viewer.goto(path)
        forms[path] = viewer.locator("main form[method=post]").count()
    viewer.goto(f"{book_of(viewer)}/entries")
    press(viewer.get_by_role("link", name="김밥나라"))

    assert {path: count for path, count in forms.items() if count} == {}
    assert len(forms) == 6
    assert viewer.locator("main form").count() == 0
    assert viewer.goto(f"{book_of(viewer)}/imports").status == 403  # type: ignore[union-attr]


def test_a_viewer_who_becomes_an_editor_writes_and_the_history_names_them(people: People) -> None:
    owner = people.household()
    guest = join(people, owner, "viewer")
    owner.goto(f"{book_of(owner)}/settings/members")
    of_the_guest = owner.locator(".rows form").last
    of_the_guest.locator("select").select_option("editor")
    press(of_the_guest.locator("button[value=role]"))

    guest.reload()
    write(guest, "4500", "빵집")
    owner.goto(f"{book_of(owner)}/history")

    assert "빵집" in owner.locator(".history > li").first.inner_text()
    assert owner.locator(".history .by").first.inner_text() != owner.locator(".history .by").last.inner_text()


def test_who_is_taken_out_finds_the_book_no_more_and_has_their_own(people: People) -> None:
    owner = people.household()
    guest = join(people, owner, "editor")
    owner.goto(f"{book_of(owner)}/settings/members")

    press(owner.locator("button[value=remove]").first)
    gone = guest.reload()
    press(guest.locator("main a"))

    assert gone
    assert gone.status == 404
    assert book_of(guest) != book_of(owner)
    assert totals(guest) == ("₩0", "₩0")


def test_a_book_begins_in_the_language_that_was_chosen_before_signing_up(people: People) -> None:
    page = people.visitor()
    page.goto("/signup")
    press(page.get_by_role("button", name="English"))

    page.get_by_label("E-mail").fill(new_email())
    page.get_by_label("Password").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign up"))

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#account_id option").all_inner_texts() == ["Cash", "Bank", "Card"]


def test_the_language_of_ones_own_is_there_again_after_signing_in_elsewhere(people: People) -> None:
    email = new_email()
    page = people.household(email)
    first = page.locator("html").get_attribute("lang")
    page.goto(f"{book_of(page)}/you")
    page.locator("#language").select_option("en")
    press(page.locator("button[value=profile]"))

    press(page.get_by_role("button", name="Sign out", exact=True))
    again, elsewhere = log_in(page, email), log_in(people.visitor(), email)
    press(elsewhere.get_by_role("button", name="한국어"))
    elsewhere.goto(f"{book_of(page)}/entries")

    assert first == "ko"
    assert again.locator("html").get_attribute("lang") == "en"
    # The button in the header is for this browser.
    assert elsewhere.locator("html").get_attribute("lang") == "ko"
