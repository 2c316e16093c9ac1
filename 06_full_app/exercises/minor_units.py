"""Read an amount as people type it, and lose no cent.

`minor_units(text, digits)` returns an amount as a whole number, an `int`, of the currency's smallest units.
`digits` says how many decimals the currency has: 0 for the won, 2 for the dollar. Fewer decimals may be
typed than there are. Blanks around the amount are ignored. `AMOUNT`, which is given, is the pattern of all
that is accepted; its groups are the sign, the digits before the point, and those after it.

Any other text is refused with a `ValueError`, and so is one with more than `digits` decimals: whoever types
it means something else. The result is exact, also for a number that is longer than a float can hold.

    minor_units("₩12,000", 0)      12000
    minor_units(" 1,234.5 ", 2)    123450
    minor_units("-0.07", 2)        -7
    minor_units("12,34", 2)        ValueError
    minor_units("0.005", 2)        ValueError

사람이 입력한 금액을 1센트도 잃지 않고 읽으십시오.

`minor_units(text, digits)`는 금액을 통화의 최소 단위로 나타낸 정수(`int`)로 반환합니다. `digits`는 통화의
소수 자릿수로, 원은 0, 달러는 2입니다. 소수는 자릿수보다 짧게 입력해도 됩니다. 금액 앞뒤의 공백은 무시합니다.
미리 준비된 `AMOUNT`는 허용하는 모든 입력의 패턴이며, 그룹은 차례로 부호, 소수점 앞의 숫자, 소수점 뒤의
숫자입니다.

그 밖의 문자열은 `ValueError`로 거부합니다. 소수가 `digits`자리보다 긴 문자열도 거부합니다. 입력한 사람이
다른 것을 뜻했기 때문입니다. 결과는 float에 다 담을 수 없을 만큼 긴 수에서도 정확해야 합니다.
"""

import re

AMOUNT = re.compile(r"(-?)[₩$]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")


def minor_units(text: str, digits: int) -> int:
    """Return the amount in minor units; raise ValueError if the text is no amount."""
    raise NotImplementedError
