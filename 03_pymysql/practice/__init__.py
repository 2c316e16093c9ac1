"""The practice server's insides: MariaDB's SQL, types, errors and transactions, over SQLite."""
