"""What the tests use of the notebooks' own modules; whoever imports this is left out without Jupyter."""

import pytest

pytest.importorskip("nbclient", reason="no Jupyter here: uv run --group notebooks pytest tests/notebooks")

import book_server
import figures
import make_decks
import make_kit
import make_notebooks
import nbformat
import run_notebook

__all__ = ["book_server", "figures", "make_decks", "make_kit", "make_notebooks", "nbformat", "run_notebook"]
