"""Greet somebody by name.

`greeting(name)` returns the text `Hello`, one blank, and the name. The talk's first program shows its text
with `print`. This function prints nothing: it hands its text to whoever calls it. That is what a server
needs, because what is printed stays on the server's own screen, and what is returned can be sent.

    greeting("World")     "Hello World"
    greeting("민지")      "Hello 민지"

이름을 넣어 인사하십시오.

`greeting(name)`은 `Hello`와 공백 하나, 이름을 차례로 이어 붙인 문자열을 반환합니다. 발표의 첫 프로그램은
`print`로 문자열을 보여 주지만, 이 함수는 아무것도 출력하지 않고 호출한 쪽에 문자열을 넘겨줍니다. 서버에
필요한 것이 바로 이런 함수입니다. 출력한 내용은 서버 화면에만 남지만, 반환한 값은 클라이언트에게 보낼 수 있기
때문입니다.
"""


def greeting(name: str) -> str:
    """Return a greeting for a name."""
    raise NotImplementedError
