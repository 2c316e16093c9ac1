"""A match statement, as socket_server.py has one."""


def method_and_path(line):
    match line.split():
        case [method, path, version] if path[0] == "/" and version[:5] == "HTTP/":
            return (method, path)
        case _:
            raise ValueError("this is not HTTP")
