"""A loop over a dictionary gives its keys, and not pairs."""


def response(status, headers, text):
    body = text.encode()
    lines = [f"HTTP/1.1 {status}"]
    for name, value in headers:
        lines.append(f"{name}: {value}")
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
