"""Give each line of a bank's statement a key, so that no line is ever added to the book twice.

The book keeps the key of each line that was imported, and adds a line only if it does not have its key yet.
`keys(lines)` returns a list of these keys, one for each line, in the order of the lines. A line is a day,
an amount and a payee.

- The same statement gives the same keys each time, also after the server was started anew.
- Two lines that differ in anything have different keys.
- Two equal lines, such as two bus tickets of one day, are two, and their keys differ. The first of them has
  the same key in each statement, whatever lines are around it; and so has the second, the third, and so on.
- A key is a text of at most 64 characters, however long the payee is, so that it fits into a column.

    keys([])                                                               []
    keys([("2026-01-05", -1250, "Bus"), ("2026-01-05", -1250, "Bus")])     two different keys
    keys([("2026-01-05", -1250, "Bus")])                                   the first of those two

은행 명세서의 각 행에 키를 붙여, 같은 행이 가계부에 두 번 추가되지 않게 하십시오.

가계부는 가져온 행의 키를 모두 보관하고, 아직 없는 키의 행만 추가합니다. `keys(lines)`는 이 키를 행마다
하나씩, 행의 순서대로 담은 리스트를 반환합니다. 행은 날짜, 금액, 거래처로 이루어집니다.

- 같은 명세서의 키는 언제나 같습니다. 서버를 다시 시작한 뒤에도 그렇습니다.
- 값이 하나라도 다른 두 행은 키가 다릅니다.
- 같은 날 버스를 두 번 탄 것처럼 똑같은 두 행은 두 건이므로 키가 서로 다릅니다. 그중 첫 번째 행의 키는 어떤
  명세서에서 어떤 행들과 함께 있든 늘 같습니다. 두 번째, 세 번째 행도 마찬가지입니다.
- 키는 열에 저장할 수 있도록, 거래처가 아무리 길어도 64자를 넘지 않는 문자열입니다.
"""

Line = tuple[str, int, str]


def keys(lines: list[Line]) -> list[str]:
    """Return a key for each line of a statement."""
    raise NotImplementedError
