"""The counter has no value to begin with."""


def count_between(amounts, low, high):
    for amount in amounts:
        if low <= amount < high:
            count += 1
    return count
