"""Prints the number."""


def count_between(amounts, low, high):
    print(len([amount for amount in amounts if low <= amount < high]))
