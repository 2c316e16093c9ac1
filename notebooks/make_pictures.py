"""Run the notebooks that measure, in both languages, and keep their drawings in pictures/.

    uv run --group notebooks python notebooks/make_pictures.py
    uv run --group notebooks python notebooks/make_pictures.py placeholders      that one alone

Other work makes the figures worse: let the machine rest meanwhile.
"""

import os
import sys

from make_notebooks import FOLDER, LANGUAGES, sources
from run_notebook import executed

if __name__ == "__main__":
    names = sys.argv[1:] or [source.stem for source in sources() if not source.stem.startswith("talk_")]
    os.environ["PICTURES"] = str(FOLDER / "pictures")
    (FOLDER / "pictures").mkdir(exist_ok=True)
    for name in names:
        for language in LANGUAGES:
            print(language, name, flush=True)
            executed(FOLDER / language / f"{name}.ipynb")
