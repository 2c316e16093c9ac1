"""Only the last header is left after the loop."""


def response(status, headers, text):
    body = text.encode()
    fields = ""
    for name, value in headers.items():
        fields = f"{name}: {value}\r\n"
    return f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body
