"""The amounts below each limit, looked up in sorted order."""

from bisect import bisect_left


def count_between(amounts, low, high):
    ordered = sorted(amounts)
    return bisect_left(ordered, high) - bisect_left(ordered, low)
