"""The status without the version."""


def response(status, headers, text):
    body = text.encode()
    lines = [status]
    for name, value in headers.items():
        lines.append(f"{name}: {value}")
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
