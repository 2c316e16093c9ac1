"""The text grows line by line, and is encoded as a whole."""


def response(status, headers, text):
    answer = "HTTP/1.1 " + status + "\r\n"
    length = len(text.encode("utf-8"))
    answer += "Content-Length: " + str(length) + "\r\n"
    for name in headers:
        answer += name + ": " + headers[name] + "\r\n"
    answer += "\r\n"
    answer += text
    return answer.encode("utf-8")
