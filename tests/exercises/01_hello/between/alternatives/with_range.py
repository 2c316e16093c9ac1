"""A range leaves its end out, too."""


def count_between(amounts, low, high):
    wanted = range(low, high)
    return len(list(filter(wanted.__contains__, amounts)))
