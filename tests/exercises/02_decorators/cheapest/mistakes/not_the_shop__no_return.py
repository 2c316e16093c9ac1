"""Finds the shop, and keeps it to itself."""


def cheapest(shops, item):
    best = min(shops, key=lambda shop: shop(item))
