"""`manage matter_train [FILE --map MAP] [--own] [--test FILE] [--measure]`: learn to tell matters."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.access.services import scope_opened
from xiuhua.cases.queries.matters import texts_closed
from xiuhua.cases.services.learning import Labelled, Learnt, Measured, TooFewTexts, matters_learn
from xiuhua.cases.services.matters import matter_model_keep
from xiuhua.shared.actor import EVERYWHERE, system
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.sentences import error_sentence, field_sentences, sentence

_LANGUAGE = "zh-hans"


class Command(BaseCommand):
    """Trains, prints how well it does on texts it has not seen, and keeps the model as a new version."""

    help = "Train the model that tells matters on labelled texts (CSV or XLSX), on closed cases, or on both."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read what to learn from."""
        parser.add_argument("file", nargs="?", type=Path, help="labelled texts, CSV or XLSX")
        parser.add_argument(
            "--map", type=Path, help="a TOML file that names its columns, see docs/matters.md"
        )
        parser.add_argument("--test", type=Path, help="measure on this file instead of a part held back")
        parser.add_argument("--test-map", type=Path, help="names its columns; --map where they are the same")
        parser.add_argument("--own", action="store_true", help="also learn from the cases closed here")
        parser.add_argument("--measure", action="store_true", help="keep nothing: labels need be no codes")

    def handle(self, **options: Any) -> None:  # what argparse read
        """Learn, print, keep."""
        texts = list(self._texts(options))
        tested = _read(options["test"], options["test_map"] or options["map"]) if options["test"] else ()
        try:
            learnt = matters_learn(texts, tested=list(tested))
        except TooFewTexts as missing:
            raise CommandError(sentence("matters_too_few", _LANGUAGE)) from missing
        self._say(learnt)
        if options["measure"]:
            return
        source = options["file"].name if options["file"] else "closed cases"
        try:
            row = matter_model_keep(learnt=learnt, source=source, actor=system("matter_train"), at=now())
        except CityError as refusal:
            fields = " ".join(field_sentences(refusal, _LANGUAGE).values())
            raise CommandError(fields or error_sentence(refusal, _LANGUAGE)) from refusal
        self.stdout.write(f"kept as version {row.number}, SHA-256 {row.digest}")

    def _texts(self, options: Mapping[str, Any]) -> Iterator[Labelled]:  # as above
        if options["file"]:
            yield from _read(options["file"], options["map"])
        if options["own"] or not options["file"]:
            with scope_opened((EVERYWHERE,)):
                yield from (Labelled(text=text, label=code) for text, code in texts_closed())

    def _say(self, learnt: Learnt) -> None:
        found: Measured = learnt.measured
        labels, words = len(learnt.model.labels), len(learnt.model.vocabulary)
        self.stdout.write(f"learnt from {learnt.texts} texts: {labels} labels, {words} words")
        self.stdout.write(f"measured on {found.texts} others: top-1 {found.top1:.3f}, top-3 {found.top3:.3f}")
        self.stdout.write(f"expected calibration error {found.ece:.3f}")
        for true, told, times in found.confused:
            self.stdout.write(f"- {true} told as {told}: {times}")


def _read(file: Path, mapping: Path | None) -> Iterator[Labelled]:
    """Yield the labelled texts of a file: the columns that the mapping names, joined."""
    if mapping is None:
        raise CommandError("--map")
    told = tomllib.loads(mapping.read_text("utf-8"))
    columns, labels = told["columns"], told.get("labels", {})
    for row in _rows(file):
        label = str(row.get(columns["label"], "")).strip()
        yield Labelled(
            text="，".join(str(row.get(column, "")).strip() for column in columns["text"]),
            label=str(labels.get(label, label)),
        )


def _rows(file: Path) -> Iterator[Mapping[str, object]]:
    if file.suffix.lower() == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as opened:
            yield from csv.DictReader(opened)
        return
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only where a sheet is read

    head, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    names: Sequence[str] = [str(name) for name in head]
    yield from (dict(zip(names, row, strict=True)) for row in rows)
