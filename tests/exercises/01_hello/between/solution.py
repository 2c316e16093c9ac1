"""Count the amounts between two limits."""


def count_between(amounts: list[int], low: int, high: int) -> int:
    """Return how many amounts are at least low and below high."""
    return len([amount for amount in amounts if low <= amount < high])
