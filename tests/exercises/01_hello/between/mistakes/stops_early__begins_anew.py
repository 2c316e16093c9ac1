"""The counter begins anew for each amount."""


def count_between(amounts, low, high):
    count = 0
    for amount in amounts:
        count = 0
        if low <= amount < high:
            count += 1
    return count
