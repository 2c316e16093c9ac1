"""Three shops that are asked for the prices of four items."""

from tests.tutor.mine import Mine, Wrong, shown


def market(item: str) -> int:
    return {"rice": 52000, "salt": 3000, "fridge": 1290000, "bag": 0}[item]


def corner(item: str) -> int:
    return {"rice": 48000, "salt": 3500, "fridge": 1350000, "bag": 50}[item]


def online(item: str) -> int:
    return {"rice": 48000, "salt": 2500, "fridge": 1190000, "bag": 100}[item]


SHOPS = {"market": market, "corner": corner, "online": online}


def test_a_shop_comes_back(mine: Mine) -> None:
    called = 'cheapest([market, corner], "rice")'
    shop = mine.run(called, hint="asking", expected="<function corner>", **SHOPS)

    if not callable(shop):
        raise Wrong(called, shown(shop), "<function corner>", "not_the_shop")


def test_it_is_the_one_with_the_lowest_price(mine: Mine) -> None:
    lowest = [
        ('cheapest([market, corner], "rice")("salt")', 3500),
        ('cheapest([market, corner], "salt")("rice")', 52000),
        ('cheapest([corner, online, market], "salt")("rice")', 48000),
        ('cheapest([corner, online, market], "salt")("salt")', 2500),
        ('cheapest([market], "salt")("rice")', 52000),
    ]
    for called, price in lowest:
        mine.expect(called, price, hint="wrong_shop", **SHOPS)


def test_of_several_it_is_the_first(mine: Mine) -> None:
    mine.expect('cheapest([market, corner, online], "rice")("salt")', 3500, hint="first_of_equals", **SHOPS)
    mine.expect('cheapest([online, corner, market], "rice")("salt")', 2500, hint="first_of_equals", **SHOPS)


def test_a_price_may_be_of_any_size(mine: Mine) -> None:
    mine.expect('cheapest([market, corner, online], "fridge")("salt")', 2500, hint="start_value", **SHOPS)
    mine.expect('cheapest([corner, market, online], "bag")("salt")', 3000, hint="start_value", **SHOPS)
