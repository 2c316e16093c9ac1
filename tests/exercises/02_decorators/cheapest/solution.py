"""Ask every shop, and find the cheapest."""

from collections.abc import Callable

Shop = Callable[[str], int]


def cheapest(shops: list[Shop], item: str) -> Shop:
    """Return the shop that asks the lowest price for an item."""
    return min(shops, key=lambda shop: shop(item))
