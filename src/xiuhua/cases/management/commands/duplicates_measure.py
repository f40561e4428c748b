"""`manage duplicates_measure FILE… --map MAP…`: how well duplicates are told, on pairs of real requests."""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.cases.rules.pairing import Pair, Request, judged, logistic_fitted, pairs_made
from xiuhua.cases.rules.resemblance import (
    FEATURES,
    LIKELY_FROM,
    POSSIBLE_FROM,
    Reach,
    Sight,
    features,
    likelihood,
    likeness,
    resemblance,
    text_terms,
)

_CURVE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
_REACH = Reach()


@dataclass(frozen=True, kw_only=True)
class Named:
    """A request whose notes name the one it repeats."""

    key: str
    original: str


class Command(BaseCommand):
    """Makes pairs, scores them, and prints precision and recall on the part that nothing was fitted on."""

    help = (
        "Measure the score of duplicates on files of real requests; --fit prints the weights that fit best."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which files, and what their columns are."""
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--map", dest="maps", action="append", required=True, type=Path,
                            help="a TOML file for each FILE, see docs/duplicates.md")  # fmt: skip
        parser.add_argument("--fit", action="store_true", help="fit the weights on the other part first")

    def handle(self, **options: Any) -> None:  # what argparse read
        """Print, as Markdown."""
        if len(options["files"]) != len(options["maps"]):
            raise CommandError("one --map for each FILE")
        pairs: list[Pair] = []
        for file, mapping in zip(options["files"], options["maps"], strict=True):
            told = tomllib.loads(mapping.read_text("utf-8"))
            rows = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
            requests = list(_requests(rows, told))
            made = list(pairs_made(requests))
            self._say(f"### {file.name}: {len(rows)} rows, {len(requests)} with a place, {len(made)} pairs\n")
            self._measured([pair for pair in made if pair.held_out])
            self._named(rows, told)
            pairs += made
        if options["fit"]:
            self._fitted([pair for pair in pairs if not pair.held_out])
        sys.stdout.flush()

    def _say(self, line: str = "") -> None:
        self.stdout.write(line)

    def _measured(self, pairs: Sequence[Pair]) -> None:
        scores = np.array([resemblance(likeness(pair.one, pair.other), reach=_REACH) for pair in pairs])
        same = np.array([pair.same for pair in pairs])
        self._say(f"held out: {int(same.sum())} pairs of one thing, {int((~same).sum())} of two\n")
        self._say("| threshold | precision | recall |\n| ---: | ---: | ---: |")
        for threshold in _CURVE:
            found = judged(scores, same, threshold)
            mark = {POSSIBLE_FROM: " 可能", LIKELY_FROM: " 很可能"}.get(threshold, "")
            precision = "" if found.precision is None else f"{found.precision:.3f}"
            self._say(f"| {threshold}{mark} | {precision} | {found.recall:.3f} |")
        wrong = Counter(
            pair.kind
            for pair, score in zip(pairs, scores, strict=True)
            if (score >= POSSIBLE_FROM) != pair.same
        )
        every = Counter(pair.kind for pair in pairs)
        told = ", ".join(f"{kind} {wrong[kind]} of {number}" for kind, number in sorted(every.items()))
        self._say(f"\nwrong at {POSSIBLE_FROM}: {told}\n")

    def _fitted(self, pairs: Sequence[Pair]) -> None:
        rows = np.array([features(likeness(pair.one, pair.other), reach=_REACH) for pair in pairs])
        bias, weights = logistic_fitted(rows, np.array([float(pair.same) for pair in pairs]))
        self._say(f"### fitted on {len(pairs)} pairs\n\nbias {bias:.2f}")
        for name, weight in zip(FEATURES, weights, strict=True):
            self._say(f"{name} {weight:.2f}")

    def _named(self, rows: Sequence[Mapping[str, str]], told: Mapping[str, Any]) -> None:  # of the TOML file
        column = told["columns"].get("notes")
        if not column:
            return
        known = {row[told["columns"]["key"]]: row for row in rows}
        said = [row for row in rows if re.search("duplic", row[column], re.IGNORECASE)]
        pairs = [
            Named(key=row[told["columns"]["key"]], original=number)
            for row in said
            for number in re.findall(r"\d{5,}", row[column])
            if number in known and number != row[told["columns"]["key"]]
        ]
        self._say(f"notes that say duplicate: {len(said)}; that name a row of this file: {len(pairs)}")
        for pair in pairs:
            one, other = (_sight(known[key], told) for key in (pair.key, pair.original))
            score = resemblance(likeness(one, other), reach=_REACH)
            self._say(f"- {pair.key} repeats {pair.original}: {score:.2f} {likelihood(score) or '—'}")
        self._say()


def _requests(rows: Sequence[Mapping[str, str]], told: Mapping[str, Any]) -> Iterator[Request]:  # of the TOML
    columns, nowhere = told["columns"], {tuple(place) for place in told.get("nowhere", ())}
    for row in rows:
        place = _place(row, columns)
        if place is None or place in nowhere or not row[columns["at"]].strip():
            continue
        yield Request(
            key=row[columns["key"]], matter=_matter(row, columns), family=_family(row, told),
            longitude=place[1], latitude=place[0], at=_at(row, told), words=_words(row, told),
            address=row[columns["address"]].partition(",")[0],
        )  # fmt: skip


def _sight(row: Mapping[str, str], told: Mapping[str, Any]) -> Sight:  # of the TOML file
    columns = told["columns"]
    place = _place(row, columns)
    if place in {tuple(one) for one in told.get("nowhere", ())}:
        place = None
    return Sight(
        matter=_matter(row, columns), family=_family(row, told), at=_at(row, told),
        longitude=place[1] if place else None, latitude=place[0] if place else None,
        texts=text_terms([f"{_words(row, told)} {row[columns['address']].partition(',')[0]}"]),
    )  # fmt: skip


def _matter(row: Mapping[str, str], columns: Mapping[str, Any]) -> str:  # of the TOML file
    return " · ".join(row[column].strip() for column in columns["matter"])


def _place(row: Mapping[str, str], columns: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        return float(row[columns["latitude"]]), float(row[columns["longitude"]])
    except ValueError:
        return None


def _family(row: Mapping[str, str], told: Mapping[str, Any]) -> str:  # of the TOML file
    return row[told["columns"]["family"]].partition(told.get("family_until", "\0"))[0].strip()


def _words(row: Mapping[str, str], told: Mapping[str, Any]) -> str:  # of the TOML file
    said = " ".join(row[column] for column in told["columns"]["words"])
    return " ".join(re.split(r"[\s_/()-]+", said)).strip()


def _at(row: Mapping[str, str], told: Mapping[str, Any]) -> datetime:  # of the TOML file
    text, form = row[told["columns"]["at"]].strip(), told.get("at_form")
    found = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007 - next line
    return found if found.tzinfo else found.replace(tzinfo=UTC)
