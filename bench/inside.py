"""One step of a benchmark, in a process of its own: `python -m bench.inside NAME STEP`."""

from __future__ import annotations

import sys
from importlib import import_module

import django

from bench.figures import figures_json
from bench.scenes import module_named
from xiuhua.config.env import ENV


def main(name: str, step: str) -> None:
    """Build the data of a benchmark (`build`, where it has any), or measure (`run`) and print the figures."""
    django.setup()
    benchmark = import_module(module_named(name))
    if step == "run":
        print(figures_json(benchmark.run(ENV)))
    elif hasattr(benchmark, "build"):
        benchmark.build(ENV)


if __name__ == "__main__":
    main(*sys.argv[1:])
