"""Ask every shop, and find the cheapest.

A shop is a function here: called with the name of an item, it returns the price in won. `cheapest` takes a
list of shops (at least one) and the name of an item, and returns the shop that asks the lowest price for
it: not the price but the function itself, so that one can go on asking it. If several shops ask the same
lowest price, it returns the one that comes first in the list.

               rice    salt    fridge     bag
    market    52000    3000   1290000       0
    corner    48000    3500   1350000      50
    online    48000    2500   1190000     100

    corner("rice")                                48000
    cheapest([market, corner], "rice")            corner
    cheapest([market, corner], "rice")("salt")    3500

모든 가게에 값을 물어보고, 가장 싼 가게를 찾으십시오.

여기에서 가게는 함수입니다. 품목 이름을 넣어 호출하면 가격(원)을 반환합니다. `cheapest`는 가게 리스트(가게는
하나 이상)와 품목 이름을 받아, 그 품목을 가장 싸게 파는 가게를 반환합니다. 가격이 아니라 함수 자체를
반환하므로, 받은 쪽에서 다른 품목의 가격도 이어서 물어볼 수 있습니다. 가장 싼 가게가 여럿이면 리스트에서
앞에 있는 가게를 반환합니다.
"""

from collections.abc import Callable

Shop = Callable[[str], int]


def cheapest(shops: list[Shop], item: str) -> Shop:
    """Return the shop that asks the lowest price for an item."""
    raise NotImplementedError
