"""Upgrades the database that each line names, at the moment that it names; says how that went."""

import sys
import time
from pathlib import Path

from account_book import migrate  # noqa: F401  # else those who begin together would import it first
from account_book.home import Home

for line in sys.stdin:
    moment, folder, url = line.rstrip("\n").split("\t")
    home = Home.at(Path(folder), url or None)
    time.sleep(max(0.0, float(moment) - time.time()))
    try:
        home.open().engine.dispose()
        said = "done"
    except Exception as error:
        said = repr(error).replace("\n", " ")
    print(said, flush=True)
