"""`./xiuhua bench NAME [--json]`: measures the product on this machine, on a durable cluster of its own."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench.databases import databases
from bench.figures import figures_json, figures_table
from bench.scenes import scene_benchmarks

BENCHMARKS = {
    "ledger": "single acts, bulk, sealing lag, verifying a million entries",
    "lists": "the shared list page over a million rows",
    "tiles": "map tiles of ten thousand and of half a million components",
    "intake": "a hundred thousand components from a file, previewed, written and taken back",
    "search": "the search box over a million components and every other kind",
    "casesearch": "words of reports among a million cases, and the end of a caller's number",
    "suggest": "which matter a report speaks of, by words and by a model",
    "clocks": "deadlines over whole histories of cases",
    "locate": "points in areas: a million at once, and one",
    "cases": "reports, acts, lists and neighbours beside a million cases; the sweep of deadlines",
    "report": "the annual report of a district with a million cases, as a Word file",
    "workbench": "the worklist, the open case and the forecast beside a million cases",
    "cases-import": "past cases written in bulk, ten thousand of them",
    "year": "two years of a city through the import, its printed rates and exactly their cases",
    "try": "a rule over a month of a thousand devices, and the same alarms judged live",
    "gateway": "a thousand connections of devices, acknowledged after the commit",
    "mqtt": "messages of sensors judged by a rule as they are stored, and a thousand alarms in a second",
    "decode": "frames of field protocols, of one core",
    "crash": "kill -9 of gateway, background, PostgreSQL and worker twenty times while devices send",
    "fences": "positions of a fleet at a thousand fences and at ten thousand",
    "figures": "every figure of a year over a million cases, and those of a new day",
    "drill": "the first fifty records behind a figure, beside a million cases",
    "wallboard": "fifty walls that ask for forty figures once a second",
    "events": "from an act's commit to five hundred browsers",
    **scene_benchmarks(),
}


def main(argv: Sequence[str]) -> int:
    """Run a benchmark, print its figures, and return 0 where all of them hold."""
    asked = _parser().parse_args(argv)
    with databases(asked.name) as bench:
        bench.template_ensure()
        figures = bench.measured()
    if asked.json:
        print(figures_json(figures))
    else:
        print(f"### {machine()}, {date.today()}, `./xiuhua bench {asked.name}`\n\n{figures_table(figures)}")  # noqa: TID251, DTZ011 - printed for a person
    return 0 if all(figure.ok for figure in figures) else 1


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:12} {what}" for name, what in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="./xiuhua bench",
        description=f"Benchmarks, each with its limit and the baseline of the same run.\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", choices=BENCHMARKS, metavar="NAME")
    parser.add_argument(
        "--json", action="store_true", help="print [{name, value, unit, limit, better, baseline, ok}]"
    )
    return parser


def machine() -> str:
    """Return this machine in words: processor, cores, memory, system."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        "",
    )
    kib = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} × {cpu or platform.machine()}, {kib / 2**20:.0f} GiB, {system}, {python}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.is_file() else []
