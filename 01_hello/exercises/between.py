"""Count the amounts between two limits.

The account book wants to show how many payments were small, medium and large.
`count_between(amounts, low, high)` returns how many of the amounts lie between the limits. `low` itself
counts, `high` itself does not: so 0 to 10,000 and 10,000 to 50,000 are neighbours, and no payment is counted
in both. The amounts are whole numbers of won, and a refund is below 0.

    count_between([4500, 10000, 32000, 50000], 10000, 50000)     2
    count_between([], 0, 10000)                                  0

두 경계 사이에 있는 금액을 세십시오.

가계부에서 소액, 중간, 고액 결제가 각각 몇 건인지 보여 주려고 합니다. `count_between(amounts, low, high)`는
두 경계 사이에 있는 금액이 몇 개인지 반환합니다. `low`와 같은 금액은 세고, `high`와 같은 금액은 세지 않습니다.
그래야 0~10,000원과 10,000~50,000원이 맞닿아 있어도 한 결제를 두 번 세지 않습니다. 금액은 원 단위 정수이며,
환불은 0보다 작습니다.
"""


def count_between(amounts: list[int], low: int, high: int) -> int:
    """Return how many amounts are at least low and below high."""
    raise NotImplementedError
