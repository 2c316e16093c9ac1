"""Amounts that people type, and texts that are none."""

from tests.tutor.mine import Mine


def test_whole_amounts(mine: Mine) -> None:
    try:
        mine.expect('minor_units("500", 0)', 500, hint="whole_number")
    except (TypeError, AttributeError) as error:
        if "NoneType" in str(error):
            mine.hint = "no_decimals"
        raise
    mine.expect('minor_units("0", 0)', 0, hint="whole_number")
    mine.expect('minor_units("1,234,567", 0)', 1234567, hint="beside_the_digits")
    mine.expect('minor_units("₩12,000", 0)', 12000, hint="beside_the_digits")
    mine.expect('minor_units("  9000 ", 0)', 9000, hint="beside_the_digits")


def test_decimals(mine: Mine) -> None:
    mine.expect('minor_units("12.34", 2)', 1234, hint="decimals")
    mine.expect('minor_units("$1,234.5", 2)', 123450, hint="decimals")
    mine.expect('minor_units("3", 2)', 300, hint="decimals")
    mine.expect('minor_units("3.07", 2)', 307, hint="decimals")
    mine.expect('minor_units("1.5", 3)', 1500, hint="decimals")


def test_below_zero(mine: Mine) -> None:
    mine.expect('minor_units("-500", 0)', -500, hint="sign")
    mine.expect('minor_units("-$12.34", 2)', -1234, hint="sign")
    mine.expect('minor_units("-0.07", 2)', -7, hint="sign")


def test_no_unit_is_lost(mine: Mine) -> None:
    for text, units in [("1.15", 115), ("4.35", 435), ("-8.29", -829), ("0.29", 29)]:
        mine.expect(f'minor_units("{text}", 2)', units, hint="exact")
    mine.expect('minor_units("9007199254740993", 0)', 9007199254740993, hint="exact")
    mine.expect('minor_units("90,071,992,547,409.93", 2)', 9007199254740993, hint="exact")


def test_what_is_no_amount(mine: Mine) -> None:
    mine.expect_error('minor_units("lunch", 0)', ValueError, hint="value_error")
    mine.expect_error('minor_units("", 2)', ValueError, hint="value_error")
    for text in ["12,34", "1234,567", "5,0000", "500 won", "x500", "1 2", "1_000", "1e3", "NaN"]:
        mine.expect_error(f'minor_units("{text}", 2)', ValueError, hint="refused")
    for text in [".5", "5.", "1.2.3", "--5", "₩"]:
        mine.expect_error(f'minor_units("{text}", 2)', ValueError, hint="refused")


def test_parts_that_the_currency_does_not_have(mine: Mine) -> None:
    mine.expect_error('minor_units("1.5", 0)', ValueError, hint="too_fine")
    mine.expect_error('minor_units("0.005", 2)', ValueError, hint="too_fine")
    mine.expect_error('minor_units("-12.3456", 3)', ValueError, hint="too_fine")
