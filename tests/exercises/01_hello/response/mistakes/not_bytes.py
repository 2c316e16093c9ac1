"""Returns a text."""


def response(status, headers, text):
    lines = [f"HTTP/1.1 {status}"]
    for name, value in headers.items():
        lines.append(f"{name}: {value}")
    lines.append(f"Content-Length: {len(text.encode())}")
    return "\r\n".join(lines) + "\r\n\r\n" + text
