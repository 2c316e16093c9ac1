"""Calls the shop, and does not say what it is to sell."""


def cheapest(shops, item):
    best = shops[0]
    for shop in shops:
        if shop() < best():
            best = shop
    return best
