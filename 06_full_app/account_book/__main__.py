"""Lets `python -m account_book` do what the command `account-book` does."""

from account_book.cli import main

if __name__ == "__main__":
    main()
