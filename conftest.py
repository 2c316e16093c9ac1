"""Let pytest know the tutor, wherever in the repository it is asked: `uv run pytest --mine`."""

pytest_plugins = ["tests.tutor.plugin"]
