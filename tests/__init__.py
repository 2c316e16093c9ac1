"""Tests of every stage."""
