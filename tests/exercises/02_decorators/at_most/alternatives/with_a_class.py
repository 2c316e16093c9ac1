"""The decorator is an object that knows its limit."""


class at_most:
    def __init__(self, limit):
        if not isinstance(limit, int):
            raise TypeError(f"{limit!r} is no limit")
        self.limit = limit

    def __call__(self, function):
        def checked(memo, amount):
            if amount <= self.limit:
                return function(memo, amount)
            raise ValueError(f"at most {self.limit}")

        return checked
