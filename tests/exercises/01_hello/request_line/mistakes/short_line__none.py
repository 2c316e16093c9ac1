"""Returns None for a bad line, and prints what is wrong."""


def method_and_path(line):
    parts = line.split(" ")
    if len(parts) != 3:
        print("bad line")
        return None
    return parts[0], parts[1]
