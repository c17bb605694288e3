"""Measures one duplicate check against 5,000 proposals, through the database, next to exhaustive rapidfuzz in one run.

    python -m bench.duplicates_check [--texts 5000] [--queries 60] [--exhaustive 3] [--json]

What is measured and how: `bench.duplicates_scale`; the database is that of DATABASE_URL's kind.
"""

from __future__ import annotations

import argparse
import json

from bench import duplicates_scale
from core import config


def main() -> None:
    """Read the options and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--texts", type=int, default=5000)
    options.add_argument("--queries", type=int, default=60)
    options.add_argument("--exhaustive", type=int, default=3)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    server = config.load_settings().database_url
    figures = duplicates_scale.measure(given.texts, server=server, queries=given.queries, exhaustive=given.exhaustive)
    figures |= figures.pop("beside")
    if given.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:>24}  {value}")


if __name__ == "__main__":
    main()
