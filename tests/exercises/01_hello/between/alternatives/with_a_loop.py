"""A counter, and two comparisons as C++ needs them."""


def count_between(amounts, low, high):
    count = 0
    for amount in amounts:
        if amount >= low and amount < high:
            count += 1
    return count
