"""Returns the amounts, and not how many they are."""


def count_between(amounts, low, high):
    return [amount for amount in amounts if low <= amount < high]
