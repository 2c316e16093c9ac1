"""Tests of the account book."""
