"""Put an answer together by hand."""


def response(status: str, headers: dict[str, str], text: str) -> bytes:
    """Return status line, headers, empty line and body, as they travel."""
    body = text.encode()
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body
