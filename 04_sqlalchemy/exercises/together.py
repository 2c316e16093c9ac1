"""Two people move in together, and keep one household book from now on.

`unite` hands all entries of the user who leaves over to the user who stays, deletes the user who leaves,
and commits. The entries stay the same rows, with the same `entry_id`; only whose they are is changed.
All others keep what they have. Both users exist, and they are two different ones.

In models.py, `user.entries` is the list of a user's entries, and `entry.user` is the same relationship
seen from the other side. A user who is deleted takes along the entries in that list.

    from models import User

    unite(session, 1, 2)    user 1 is gone, and what was in the book of 1 is now in that of 2

두 사람이 살림을 합쳐 이제부터 가계부 하나를 같이 씁니다.

`unite`는 떠나는 사용자(leaving)의 내역을 모두 남는 사용자(staying)에게 넘기고, 떠나는 사용자를 삭제한 뒤
커밋합니다. 내역은 `entry_id`까지 그대로인 같은 행으로 남고, 누구의 것인지만 바뀝니다. 다른 사용자의 내역은
그대로입니다. 두 사용자는 모두 데이터베이스에 있으며 서로 다른 사람입니다.

models.py에서 `user.entries`는 사용자의 내역 리스트이고, `entry.user`는 같은 관계를 반대쪽에서 본 것입니다.
사용자를 삭제하면 그 리스트에 있는 내역도 함께 삭제됩니다.
"""

from sqlalchemy.orm import Session


def unite(session: Session, leaving_id: int, staying_id: int) -> None:
    """Give one user's entries to another, and delete the one."""
    raise NotImplementedError
