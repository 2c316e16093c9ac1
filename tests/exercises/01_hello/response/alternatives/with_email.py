"""The standard library writes headers for mail, in the form that HTTP took over."""

from email.message import Message
from email.policy import HTTP


def response(status, headers, text):
    message = Message(policy=HTTP)
    for pair in headers.items():
        message.add_header(*pair)
    body = text.encode()
    message["Content-Length"] = str(len(body))
    return f"HTTP/1.1 {status}\r\n".encode() + message.as_bytes() + body
