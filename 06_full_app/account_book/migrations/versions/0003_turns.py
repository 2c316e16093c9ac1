"""Turns: whoever writes into a book on MariaDB writes here first."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_MYSQL: dict[str, Any] = {
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
    "mysql_engine": "InnoDB",
}


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "turn",
        sa.Column("book_id", ID, nullable=False),
        sa.Column("taken", ID, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_turn_book_id"),
        sa.PrimaryKeyConstraint("book_id", name="pk_turn"),
        **IN_MYSQL,
    )
    op.execute("INSERT INTO turn (book_id, taken) SELECT id, 0 FROM book")


def downgrade() -> None:
    """Take it back."""
    op.drop_table("turn")
