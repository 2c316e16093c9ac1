"""The shared book: invites, budgets, recurring entries, rules, idempotency keys."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
FILE = sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")
IN_MYSQL: dict[str, Any] = {
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
    "mysql_engine": "InnoDB",
}
# Groups of changes sort by the time that their names begin with, in microseconds.
SORTED_IN_SQLITE = """
    UPDATE change_log SET group_id = printf('%015x',
        CAST(strftime('%s', at) AS INTEGER) * 1000000 + CAST(substr(at || '000000', 21, 6) AS INTEGER))
        || substr(group_id, 1, 17)"""
SORTED_IN_MYSQL = """
    UPDATE change_log SET group_id = CONCAT(
        LPAD(LOWER(HEX(CAST(UNIX_TIMESTAMP(at) * 1000000 AS UNSIGNED))), 15, '0'), LEFT(group_id, 17))"""


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "invite",
        sa.Column("id", ID, nullable=False),
        sa.Column("book_id", ID, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_by", ID, nullable=True),
        sa.CheckConstraint("role IN ('owner', 'editor', 'viewer')", name=op.f("ck_invite_role")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_invite_book_id"),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name="fk_invite_created_by"),
        sa.ForeignKeyConstraint(["used_by"], ["user.id"], name="fk_invite_used_by"),
        sa.PrimaryKeyConstraint("id", name="pk_invite"),
        sa.UniqueConstraint("hash", name="uq_invite_hash"),
        **IN_MYSQL,
    )
    op.create_index("ix_invite_book_id", "invite", ["book_id"])
    op.create_table(
        "number",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("last", ID, nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_number"),
        **IN_MYSQL,
    )
    op.create_table(
        "idempotency",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", ID, nullable=True),
        sa.Column("headers", sa.JSON(), nullable=True),
        sa.Column("body", FILE, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_idempotency_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_idempotency"),
        **IN_MYSQL,
    )
    op.create_table(
        "budget",
        sa.Column("id", ID, nullable=False),
        sa.Column("book_id", ID, nullable=False),
        sa.Column("category_id", ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", ID, nullable=True),
        sa.Column("version", ID, nullable=False),
        sa.CheckConstraint("amount BETWEEN 0 AND 1000000000000", name=op.f("ck_budget_amount")),
        _to_category("budget"),
        sa.PrimaryKeyConstraint("id", name="pk_budget"),
        sa.UniqueConstraint("book_id", "category_id", "month", name="uq_budget_book_id_category_id_month"),
        **IN_MYSQL,
    )
    op.create_table(
        "rule",
        sa.Column("id", ID, nullable=False),
        sa.Column("book_id", ID, nullable=False),
        sa.Column("contains", sa.String(length=200), nullable=False),
        sa.Column("category_id", ID, nullable=False),
        sa.Column("version", ID, nullable=False),
        _to_category("rule"),
        sa.PrimaryKeyConstraint("id", name="pk_rule"),
        sa.UniqueConstraint("book_id", "contains", name="uq_rule_book_id_contains"),
        **IN_MYSQL,
    )
    op.create_table(
        "recurring",
        sa.Column("id", ID, nullable=False),
        sa.Column("book_id", ID, nullable=False),
        sa.Column("every", sa.String(length=8), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("amount", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("to_account_id", ID, nullable=True),
        sa.Column("to_amount", ID, nullable=True),
        sa.Column("category_id", ID, nullable=True),
        sa.Column("payee", sa.String(length=200), nullable=False),
        sa.Column("memo", sa.String(length=1000), nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint("every IN ('week', 'month', 'year')", name=op.f("ck_recurring_every")),
        sa.CheckConstraint("amount BETWEEN 1 AND 1000000000000", name=op.f("ck_recurring_amount")),
        sa.ForeignKeyConstraint(
            ["book_id", "account_id"],
            ["account.book_id", "account.id"],
            name="fk_recurring_book_id_account_id",
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "to_account_id"],
            ["account.book_id", "account.id"],
            name="fk_recurring_book_id_to_account_id",
        ),
        _to_category("recurring"),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name="fk_recurring_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_recurring"),
        sa.UniqueConstraint("book_id", "id", name="uq_recurring_book_id_id"),
        **IN_MYSQL,
    )
    op.create_index("ix_recurring_book_id_next_day", "recurring", ["book_id", "next_day"])
    op.create_table(
        "occurrence",
        sa.Column("book_id", ID, nullable=False),
        sa.Column("recurring_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "recurring_id"],
            ["recurring.book_id", "recurring.id"],
            name="fk_occurrence_book_id_recurring_id",
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "entry_id"], ["entry.book_id", "entry.id"], name="fk_occurrence_book_id_entry_id"
        ),
        sa.PrimaryKeyConstraint("book_id", "recurring_id", "day", name="pk_occurrence"),
        **IN_MYSQL,
    )
    op.create_index("ix_occurrence_book_id_entry_id", "occurrence", ["book_id", "entry_id"])

    op.add_column("account", sa.Column("import_seed", sa.String(length=32), nullable=True))
    op.add_column("import_batch", sa.Column("group_id", sa.String(length=32), nullable=True))
    # The new ones first: MySQL keeps an index that a foreign key needs.
    for side, amounts in (("account", ["kind"]), ("to_account", ["to_amount"])):
        columns = ["book_id", f"{side}_id", "day", "deleted_at", *amounts, "amount"]
        op.create_index(f"ix_entry_{side}_sum", "entry", columns)
        op.drop_index(f"ix_entry_{side}_day", "entry")
    op.create_index("ix_entry_tag_entry", "entry_tag", ["book_id", "entry_id", "tag"])
    op.drop_index("ix_entry_tag_book_id_entry_id", "entry_tag")
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(SORTED_IN_SQLITE if sqlite else SORTED_IN_MYSQL)


def _to_category(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["book_id", "category_id"],
        ["category.book_id", "category.id"],
        name=f"fk_{table}_book_id_category_id",
    )


def downgrade() -> None:
    """Take it back."""
    for side in ("account", "to_account"):
        op.create_index(f"ix_entry_{side}_day", "entry", ["book_id", f"{side}_id", "day"])
        op.drop_index(f"ix_entry_{side}_sum", "entry")
    op.create_index("ix_entry_tag_book_id_entry_id", "entry_tag", ["book_id", "entry_id"])
    op.drop_index("ix_entry_tag_entry", "entry_tag")
    op.drop_column("import_batch", "group_id")
    op.drop_column("account", "import_seed")
    for table in ("occurrence", "recurring", "rule", "budget", "idempotency", "number", "invite"):
        op.drop_table(table)
