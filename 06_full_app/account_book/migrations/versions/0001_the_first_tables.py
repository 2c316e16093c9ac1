"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None
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


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "book",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_book"),
        **IN_MYSQL,
    )
    op.create_table(
        "throttle",
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("failures", ID, nullable=False),
        sa.PrimaryKeyConstraint("bucket", name="pk_throttle"),
        **IN_MYSQL,
    )
    op.create_table(
        "user",
        sa.Column("id", ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("nickname", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("token_epoch", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
        **IN_MYSQL,
    )
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("book_id", ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opening_balance", ID, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("version", ID, nullable=False),
        sa.CheckConstraint("kind IN ('cash', 'bank', 'card', 'other')", name=op.f("ck_account_kind")),
        sa.CheckConstraint(
            "opening_balance BETWEEN -1000000000000 AND 1000000000000",
            name=op.f("ck_account_opening_balance"),
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_account_book_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("book_id", "id", name="uq_account_book_id_id"),
        sa.UniqueConstraint("book_id", "name", name="uq_account_book_id_name"),
        **IN_MYSQL,
    )
    op.create_table(
        "category",
        sa.Column("id", ID, nullable=False),
        sa.Column("book_id", ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("position", ID, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("version", ID, nullable=False),
        sa.CheckConstraint("kind IN ('income', 'expense')", name=op.f("ck_category_kind")),
        sa.ForeignKeyConstraint(
            ["book_id", "parent_id"],
            ["category.book_id", "category.id"],
            name="fk_category_book_id_parent_id",
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_category_book_id"),
        sa.PrimaryKeyConstraint("id", name="pk_category"),
        sa.UniqueConstraint("book_id", "id", name="uq_category_book_id_id"),
        sa.UniqueConstraint("book_id", "kind", "name", name="uq_category_book_id_kind_name"),
        **IN_MYSQL,
    )
    op.create_table(
        "change_log",
        sa.Column("id", ID, nullable=False),
        sa.Column("book_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("row_kind", sa.String(length=16), nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_change_log_book_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_change_log_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_change_log"),
        **IN_MYSQL,
    )
    op.create_index("ix_change_log_group", "change_log", ["book_id", "group_id"])
    op.create_index("ix_change_log_row", "change_log", ["book_id", "row_kind", "row_id", "id"])

    op.create_table(
        "member",
        sa.Column("book_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'editor', 'viewer')", name=op.f("ck_member_role")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_member_book_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_member_user_id"),
        sa.PrimaryKeyConstraint("book_id", "user_id", name="pk_member"),
        **IN_MYSQL,
    )
    op.create_index("ix_member_user_id_book_id", "member", ["user_id", "book_id"])

    op.create_table(
        "token",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("jti", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("family", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=True),
        sa.Column("scope", sa.String(length=64), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_token_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "jti", name="pk_token"),
        **IN_MYSQL,
    )
    op.create_index("ix_token_user_id_family", "token", ["user_id", "family"])

    op.create_table(
        "import_batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("book_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("content", FILE, nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("committed_at", MOMENT, nullable=True),
        sa.Column("added", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["book_id", "account_id"],
            ["account.book_id", "account.id"],
            name="fk_import_batch_book_id_account_id",
        ),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name="fk_import_batch_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
        sa.UniqueConstraint("book_id", "id", name="uq_import_batch_book_id_id"),
        **IN_MYSQL,
    )
    op.create_table(
        "entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("book_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("to_account_id", ID, nullable=True),
        sa.Column("to_amount", ID, nullable=True),
        sa.Column("category_id", ID, nullable=True),
        sa.Column("payee", sa.String(length=200), nullable=False),
        sa.Column("memo", sa.String(length=1000), nullable=False),
        sa.Column("import_id", ID, nullable=True),
        sa.Column("import_key", sa.String(length=32), nullable=True),
        sa.Column("to_import_key", sa.String(length=32), nullable=True),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(kind = 'transfer') = (to_account_id IS NOT NULL)", name=op.f("ck_entry_to_account")
        ),
        sa.CheckConstraint("kind <> 'transfer' OR category_id IS NULL", name=op.f("ck_entry_category")),
        sa.CheckConstraint(
            "kind = 'transfer' OR to_amount IS NULL", name=op.f("ck_entry_to_amount_of_transfer")
        ),
        sa.CheckConstraint("kind IN ('income', 'expense', 'transfer')", name=op.f("ck_entry_kind")),
        sa.CheckConstraint("amount BETWEEN 1 AND 1000000000000", name=op.f("ck_entry_amount")),
        sa.CheckConstraint("to_account_id <> account_id", name=op.f("ck_entry_two_accounts")),
        sa.CheckConstraint("to_amount BETWEEN 1 AND 1000000000000", name=op.f("ck_entry_to_amount")),
        sa.ForeignKeyConstraint(
            ["book_id", "account_id"], ["account.book_id", "account.id"], name="fk_entry_book_id_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "category_id"],
            ["category.book_id", "category.id"],
            name="fk_entry_book_id_category_id",
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "import_id"],
            ["import_batch.book_id", "import_batch.id"],
            name="fk_entry_book_id_import_id",
        ),
        sa.ForeignKeyConstraint(
            ["book_id", "to_account_id"],
            ["account.book_id", "account.id"],
            name="fk_entry_book_id_to_account_id",
        ),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_entry_book_id"),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name="fk_entry_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("book_id", "id", name="uq_entry_book_id_id"),
        sa.UniqueConstraint("book_id", "import_key", name="uq_entry_book_id_import_key"),
        sa.UniqueConstraint("book_id", "to_import_key", name="uq_entry_book_id_to_import_key"),
        **IN_MYSQL,
    )
    op.create_index("ix_entry_account_day", "entry", ["book_id", "account_id", "day"])
    op.create_index(
        "ix_entry_book_day",
        "entry",
        ["book_id", "day", "id", "deleted_at", "kind", "account_id", "category_id", "amount"],
    )
    op.create_index("ix_entry_category_day", "entry", ["book_id", "category_id", "day"])
    op.create_index("ix_entry_import", "entry", ["book_id", "import_id"])
    op.create_index("ix_entry_to_account_day", "entry", ["book_id", "to_account_id", "day"])

    op.create_table(
        "entry_tag",
        sa.Column("book_id", ID, nullable=False),
        sa.Column("tag", sa.String(length=50), nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id", "entry_id"], ["entry.book_id", "entry.id"], name="fk_entry_tag_book_id_entry_id"
        ),
        sa.PrimaryKeyConstraint("book_id", "tag", "entry_id", name="pk_entry_tag"),
        **IN_MYSQL,
    )
    op.create_index("ix_entry_tag_book_id_entry_id", "entry_tag", ["book_id", "entry_id"])


def downgrade() -> None:
    """Take it back."""
    for table in (
        "entry_tag",
        "entry",
        "import_batch",
        "token",
        "member",
        "change_log",
        "category",
        "account",
        "user",
        "throttle",
        "book",
    ):
        op.drop_table(table)
