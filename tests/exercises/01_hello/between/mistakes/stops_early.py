"""The return stands in the loop."""


def count_between(amounts, low, high):
    count = 0
    for amount in amounts:
        if low <= amount < high:
            count += 1
        return count
