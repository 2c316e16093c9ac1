"""Money: what people type becomes whole minor units or is refused, and comes out as it went in."""

import sys
import unicodedata
from decimal import Decimal

import pytest
from account_book import money
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.full_app.conftest import Household

AMOUNTS = st.integers(-money.LIMIT, money.LIMIT)
CURRENCIES = st.sampled_from(["KRW", "JPY", "USD", "KWD"])
# How long an example takes says nothing about whether it is right.
unhurried = settings(deadline=None)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        pytest.param("0", "KRW", 0, id="nothing"),
        pytest.param("12300", "KRW", 12_300, id="digits"),
        pytest.param("12,300", "KRW", 12_300, id="commas"),
        pytest.param("1,000,000,000,000", "KRW", 10**12, id="the largest"),
        pytest.param("-1000000000000", "KRW", -(10**12), id="the smallest"),
        pytest.param("0012", "KRW", 12, id="zeros in front"),
        pytest.param(" 12,300\n", "KRW", 12_300, id="spaces around"),
        pytest.param("１２，３００", "KRW", 12_300, id="full width"),
        pytest.param("￦１２", "KRW", 12, id="full width with its sign"),
        pytest.param("₩12,300", "KRW", 12_300, id="sign in front"),
        pytest.param("₩ 12,300", "KRW", 12_300, id="sign and space"),
        pytest.param("\\12,300", "KRW", 12_300, id="the won sign of Korean fonts"),
        pytest.param("1,234원", "KRW", 1_234, id="unit behind"),
        pytest.param("1,234 원", "KRW", 1_234, id="space and unit behind"),
        pytest.param("KRW 1,234", "KRW", 1_234, id="code in front"),
        pytest.param("1,234 KRW", "KRW", 1_234, id="code behind"),
        pytest.param("+500", "KRW", 500, id="plus"),
        pytest.param("-500", "KRW", -500, id="minus"),
        pytest.param("−500", "KRW", -500, id="the real minus"),
        pytest.param("△500", "KRW", -500, id="a triangle"),
        pytest.param("▲500", "KRW", -500, id="a black triangle"),
        pytest.param("-₩500", "KRW", -500, id="minus before the sign"),
        pytest.param("₩-500", "KRW", -500, id="minus behind the sign"),
        pytest.param("(1,234)", "KRW", -1_234, id="brackets"),
        pytest.param("(₩1,234)", "KRW", -1_234, id="brackets around the sign"),
        pytest.param("₩(1,234)", "KRW", -1_234, id="brackets behind the sign"),
        pytest.param("(1,234)원", "KRW", -1_234, id="brackets before the unit"),
        pytest.param("1.00", "KRW", 1, id="decimals that are zero"),
        pytest.param("12.34", "USD", 1_234, id="cents"),
        pytest.param("12.3", "USD", 1_230, id="tens of cents"),
        pytest.param("12", "USD", 1_200, id="dollars"),
        pytest.param("0.01", "USD", 1, id="one cent"),
        pytest.param("0.10", "USD", 10, id="what no float can hold"),
        pytest.param("12.340", "USD", 1_234, id="a zero too many"),
        pytest.param("$1,234.50", "USD", 123_450, id="dollar sign"),
        pytest.param("US$12.34", "USD", 1_234, id="as Koreans write dollars"),
        pytest.param("9,999,999,999.99", "USD", 10**12 - 1, id="nearly the largest in cents"),
        pytest.param("1.234", "KWD", 1_234, id="three decimals"),
        pytest.param("¥1,200", "JPY", 1_200, id="yen"),
        pytest.param("€0.05", "EUR", 5, id="euro"),
        pytest.param("=12000+3500", "KRW", 15_500, id="sum"),
        pytest.param("= 12,000 - 3,500 ", "KRW", 8_500, id="difference with spaces"),
        pytest.param("=-500+₩1,500", "KRW", 1_000, id="sum that begins with minus"),
        pytest.param("＝１２＋３", "KRW", 15, id="full-width sum"),
        pytest.param("=0.10+0.20", "USD", 30, id="sum of cents"),
        pytest.param("=1000000000000+1-1", "KRW", 10**12, id="too large only on the way"),
        pytest.param("=500", "KRW", 500, id="sum of one"),
    ],
)
def test_what_people_type_is_read(text: str, currency: str, amount: int) -> None:
    found = money.parse(text, currency)

    assert (found, type(found)) == (amount, int)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        pytest.param("", "KRW", id="nothing"),
        pytest.param("  ", "KRW", id="spaces"),
        pytest.param("-", "KRW", id="minus alone"),
        pytest.param("₩", "KRW", id="sign alone"),
        pytest.param("()", "KRW", id="empty brackets"),
        pytest.param("=", "KRW", id="empty sum"),
        pytest.param("==1", "KRW", id="two equal signs"),
        pytest.param("1=1", "KRW", id="equal sign inside"),
        pytest.param("=1+", "KRW", id="sum without end"),
        pytest.param("=1++1", "KRW", id="two plusses"),
        pytest.param("=1--1", "KRW", id="two minuses in a sum"),
        pytest.param("=2*3", "KRW", id="product"),
        pytest.param("=(5)+3", "KRW", id="brackets in a sum"),
        pytest.param("=SUM(A1:A9)", "KRW", id="formula"),
        pytest.param("12000+3500", "KRW", id="sum without equal sign"),
        pytest.param("NaN", "KRW", id="NaN"),
        pytest.param("Infinity", "KRW", id="Infinity"),
        pytest.param("-inf", "USD", id="inf"),
        pytest.param("1e3", "KRW", id="exponent"),
        pytest.param("0x10", "KRW", id="hexadecimal"),
        pytest.param("1_000", "KRW", id="underscore"),
        pytest.param("만 원", "KRW", id="words"),
        pytest.param("1만", "KRW", id="ten thousands"),
        pytest.param("한잔", "KRW", id="a word"),
        pytest.param("True", "KRW", id="boolean"),
        pytest.param("None", "KRW", id="none"),
        pytest.param("1,23", "KRW", id="comma in the wrong place"),
        pytest.param("1,23", "USD", id="decimal comma"),
        pytest.param("1,2345", "KRW", id="group of four"),
        pytest.param(",123", "KRW", id="comma in front"),
        pytest.param("1,,000", "KRW", id="two commas"),
        pytest.param("1234,567", "KRW", id="comma too late"),
        pytest.param("1 234", "KRW", id="space inside"),
        pytest.param("1.", "USD", id="point at the end"),
        pytest.param(".5", "USD", id="point in front"),
        pytest.param("1.2.3", "USD", id="two points"),
        pytest.param("12.345 USD", "USD", id="tenth of a cent"),
        pytest.param("1.5 KRW", "KRW", id="half a won"),
        pytest.param("0.01", "JPY", id="hundredth of a yen"),
        pytest.param("1.2345", "KWD", id="four decimals"),
        pytest.param(f"1.{'0' * 30}1", "USD", id="so small a part that it would be rounded away"),
        pytest.param("1000000000001", "KRW", id="one too large"),
        pytest.param("-1000000000001", "KRW", id="one too small"),
        pytest.param("10,000,000,000.01", "USD", id="one cent too large"),
        pytest.param("=1000000000000+1", "KRW", id="sum too large"),
        pytest.param("9" * 10_000, "KRW", id="ten thousand digits"),
        pytest.param("+-5", "KRW", id="plus minus"),
        pytest.param("--5", "KRW", id="two minuses"),
        pytest.param("-₩-5", "KRW", id="minus on both sides of the sign"),
        pytest.param("(-500)", "KRW", id="minus in brackets"),
        pytest.param("-(500)", "KRW", id="minus before brackets"),
        pytest.param("((500))", "KRW", id="two brackets"),
        pytest.param("(500", "KRW", id="half a bracket"),
        pytest.param("500-", "KRW", id="minus behind"),
        pytest.param("$500", "KRW", id="dollars in an account of won"),
        pytest.param("500원", "USD", id="won in an account of dollars"),
        pytest.param("500 JPY", "KRW", id="yen in an account of won"),
        pytest.param("1KRW2", "KRW", id="code inside"),
        pytest.param("1₩2", "KRW", id="sign inside"),
        pytest.param("12\x00", "KRW", id="NUL"),
        pytest.param("5²", "KRW", id="superscript"),
        pytest.param("½", "USD", id="fraction"),
        pytest.param("٣", "KRW", id="digits of another script"),
    ],
)
def test_anything_else_is_refused(text: str, currency: str) -> None:
    with pytest.raises(money.AmountError) as caught:
        money.parse(text, currency)

    # The message is shown to people, so it ends as a sentence does.
    assert str(caught.value).endswith(".")


@unhurried
@given(amount=AMOUNTS, currency=CURRENCIES)
def test_what_is_written_plainly_is_read_as_the_same_amount(amount: int, currency: str) -> None:
    written = money.plain(amount, currency)

    assert money.parse(written, currency) == amount
    assert Decimal(written) * 10 ** money.decimals(currency) == amount
    assert "E" not in written


@unhurried
@given(amount=AMOUNTS, currency=CURRENCIES, language=st.sampled_from(["ko", "en"]))
def test_what_is_shown_can_be_typed_again(amount: int, currency: str, language: str) -> None:
    shown = money.shown(amount, currency, language)

    assert money.parse(shown, currency) == amount


@unhurried
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=20), currency=CURRENCIES)
def test_a_sum_is_exact(amounts: list[int], currency: str) -> None:
    signed = [f"{'-' if amount < 0 else '+'}{money.plain(abs(amount), currency)}" for amount in amounts]
    typed = "=" + "".join(signed).removeprefix("+")

    try:
        found: int | None = money.parse(typed, currency)
    except money.AmountError:
        found = None

    assert found == (sum(amounts) if abs(sum(amounts)) <= money.LIMIT else None)


@unhurried
@given(text=st.text(max_size=12) | st.text("0123456789,.+-=()₩원$ １e", max_size=12), currency=CURRENCIES)
def test_any_text_is_an_amount_within_the_limit_or_refused(text: str, currency: str) -> None:
    try:
        found = money.parse(text, currency)
    except money.AmountError:
        return

    assert type(found) is int
    assert -money.LIMIT <= found <= money.LIMIT


def test_of_all_characters_only_digits_are_amounts() -> None:
    characters = (chr(code) for code in range(sys.maxunicode + 1))
    # Only what normalisation turns into something with a digit could pass.
    suspects = [
        character
        for character in characters
        if any(each in "0123456789" for each in unicodedata.normalize("NFKC", character))
    ]

    read = {}
    for character in suspects:
        try:
            read[character] = money.parse(character, "KRW")
        except money.AmountError:
            continue

    assert {"0", "9", "０", "９"} <= set(read)
    assert read == {character: unicodedata.decimal(character) for character in read}


def test_three_dimes_are_thirty_cents(home: Household) -> None:
    dollars = home.post("accounts", name="Dollars", kind="cash", currency="USD")["id"]
    for _ in range(3):
        home.spend(money.parse("0.10", "USD"), account_id=dollars)

    spent = {line["currency"]: line["expense"] for line in home.get("entries")["sums"]}

    assert money.plain(spent["USD"], "USD") == "0.30"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        pytest.param(12_300, "KRW", "ko", "₩12,300", id="won"),
        pytest.param(-500, "KRW", "ko", "-₩500", id="minus"),
        pytest.param(1_234, "USD", "ko", "US$12.34", id="dollars in Korean"),
        pytest.param(1_234, "USD", "en", "$12.34", id="dollars in English"),
        pytest.param(10**12, "KRW", "en", "₩1,000,000,000,000", id="the largest"),
        pytest.param(7, "USD", "en", "$0.07", id="cents"),
    ],
)
def test_amounts_are_shown_as_people_write_them(
    amount: int, currency: str, language: str, shown: str
) -> None:
    assert money.shown(amount, currency, language) == shown
