"""A pattern whose gap is filled in, made once for all calls."""

PATTERN = "Hello {}"

greeting = PATTERN.format
