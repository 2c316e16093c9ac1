"""Counts the empty line as well."""


def response(status, headers, text):
    rest = ("\r\n" + text).encode()
    lines = [f"HTTP/1.1 {status}"]
    for name, value in headers.items():
        lines.append(f"{name}: {value}")
    lines.append(f"Content-Length: {len(rest)}")
    return ("\r\n".join(lines) + "\r\n").encode() + rest
