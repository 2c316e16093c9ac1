"""All prices first; then the shop that stands where the lowest price stands."""


def cheapest(shops, item):
    prices = [shop(item) for shop in shops]
    return shops[prices.index(min(prices))]
