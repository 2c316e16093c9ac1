"""A wrapper without a name of its own."""

import functools


def in_won(function):
    return functools.wraps(function)(lambda *args, **kwargs: "%s KRW" % f"{function(*args, **kwargs):,d}")
