"""`./xiuhua figures`: what the API gives, for people and programs at a terminal."""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections.abc import Sequence

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import require, scope_opened
from xiuhua.evaluation.queries.asking import Wording, question_read
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.serializers import FigureOut, figure_out
from xiuhua.evaluation.terms import FigureAct
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web import seams
from xiuhua.web.printing import number_words
from xiuhua.web.sentences import error_sentence, field_sentences

REFUSED = 2


class Command(BaseCommand):
    """`manage figures [--area A] [--period P] [--as-of T] [--format json|csv|table] [--key K]…`."""

    help = "Print figures with the counts behind them. Whoever may run this on the machine sees every area."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read what is asked."""
        parser.add_argument("--area", default="", help="area code; everything without")
        parser.add_argument("--period", default="", help="2026-03-02, 2026-W10, 2026-03, 2026-Q1 or 2026")
        parser.add_argument("--as-of", default="", help="count what was recorded by this instant")
        parser.add_argument("--format", default="table", choices=("json", "csv", "table"))
        parser.add_argument("--key", action="append", default=[], help="one figure; may be given again")
        parser.add_argument("--by", default="", help="district, street, community, unit, matter or channel")
        parser.add_argument("--as", dest="username", default="", help="what this account may see")
        parser.add_argument("--language", default="zh-hans", choices=("zh-hans", "en"))

    def handle(self, **options: object) -> None:
        """Count and print."""
        language = str(options["language"])
        said = Wording(
            area=str(options["area"]), period=str(options["period"]), as_of=str(options["as_of"]),
            keys=tuple(options["key"] or ()), split=str(options["by"]),  # type: ignore[arg-type]  # a list of texts
        )  # fmt: skip
        try:
            areas = _areas(str(options["username"]))
            with scope_opened(areas):
                question = question_read(said, areas=areas, at=now())
                rows = [figure_out(one, question, language) for one in figures_counted(question)]
        except CityError as refusal:
            wrong = " ".join(field_sentences(refusal, language).values())
            self.stderr.write(wrong or error_sentence(refusal, language))
            sys.exit(REFUSED)
        self._print(rows, str(options["format"]))

    def _print(self, rows: Sequence[FigureOut], form: str) -> None:
        if form == "json":
            told = [row.model_dump(mode="json") for row in rows]
            self.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        elif form == "csv":
            writer = csv.DictWriter(self.stdout, fieldnames=list(FigureOut.model_fields), lineterminator="\n")
            writer.writeheader()
            writer.writerows(row.model_dump(mode="json") for row in rows)
        else:
            _table(self.stdout.write, rows)


def _areas(username: str) -> tuple[str, ...]:
    """Return where figures may be read: everywhere, or where an account may.

    Raises:
        CityError: the account may not.
    """
    if not username:
        return (EVERYWHERE,)
    user = account_named(username)
    found = user_and_actor(user.pk, at=now()) if user else None
    if found is None:
        raise CommandError(f"there is no active account {username}", returncode=REFUSED)
    require(found[1], FigureAct.READ)
    return seams.areas_for(found[1], FigureAct.READ)


def _table(write: object, rows: Sequence[FigureOut]) -> None:
    lines = [
        (
            row.scope,
            row.name + (f" · {row.variant}" if row.variant else ""),
            number_words(row.value, decimals=1 if row.denominator is not None else 0, unit=row.unit),
            "" if row.denominator is None else f"{row.numerator:,} / {row.denominator:,}",
            row.why_none,
        )
        for row in rows
    ]
    widths = [max((_width(line[place]) for line in lines), default=0) for place in range(5)]
    for line in lines:
        text = "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        write(text.rstrip())  # type: ignore[operator]  # the command's own output


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: a hanzi takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
