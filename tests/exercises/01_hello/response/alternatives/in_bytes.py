"""Everything is bytes from the beginning."""


def response(status, headers, text):
    body = bytes(text, "utf-8")
    all_headers = {**headers, "Content-Length": len(body)}
    fields = b"".join(b"%s: %s\r\n" % (key.encode(), str(all_headers[key]).encode()) for key in all_headers)
    return b"HTTP/1.1 %s\r\n%s\r\n%s" % (status.encode(), fields, body)
