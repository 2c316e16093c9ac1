"""Returns the price."""


def cheapest(shops, item):
    return min(shop(item) for shop in shops)
