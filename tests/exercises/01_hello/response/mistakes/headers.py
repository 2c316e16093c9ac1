"""The dictionary is written as Python shows it."""


def response(status, headers, text):
    body = text.encode()
    return f"HTTP/1.1 {status}\r\n{headers}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
