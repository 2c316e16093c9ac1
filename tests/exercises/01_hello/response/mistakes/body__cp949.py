"""The encoding of a Korean Windows, in place of UTF-8."""


def response(status, headers, text):
    body = text.encode("cp949")
    lines = [f"HTTP/1.1 {status}"]
    for name, value in headers.items():
        lines.append(f"{name}: {value}")
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
