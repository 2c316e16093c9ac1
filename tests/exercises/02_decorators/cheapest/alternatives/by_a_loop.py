"""One shop after the other, compared with the best so far."""


def cheapest(shops, item):
    best = shops[0]
    for shop in shops[1:]:
        if shop(item) < best(item):
            best = shop
    return best
