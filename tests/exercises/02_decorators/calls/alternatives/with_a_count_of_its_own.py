"""Each wrapper has a variable of its own, and says in the table how far it is."""

calls = {}


def counted(function):
    count = 0

    def count_and_call(*args, **kwargs):
        nonlocal count
        count += 1
        calls.update({function.__name__: count})
        return function(*args, **kwargs)

    return count_and_call
