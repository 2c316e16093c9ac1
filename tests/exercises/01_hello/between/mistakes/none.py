"""The counter is made in the loop, which is never run for an empty list."""


def count_between(amounts, low, high):
    for number, amount in enumerate(amounts):
        if number == 0:
            count = 0
        if low <= amount < high:
            count += 1
    return count
