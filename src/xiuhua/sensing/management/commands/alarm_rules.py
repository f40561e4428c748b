"""`./xiuhua rules try CODE`: what a rule would have raised, over every device it watches."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import orjson
from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import get_current_timezone, localtime

from xiuhua.access.services import scope_opened
from xiuhua.sensing.models import RuleVersion
from xiuhua.sensing.queries import alarm_rules as queries
from xiuhua.sensing.queries.trying import (
    DAYS,
    Tried,
    devices_tried,
    raised_of,
    rule_findings,
    rule_tried,
)
from xiuhua.sensing.rules.conditions import BadRule
from xiuhua.sensing.rules.following import Finding, Proof, by_device, proof, verdict
from xiuhua.sensing.terms import Severity
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError, Invalid, NotFound
from xiuhua.web.sentences import error_sentence, field_sentences

REFUSED = 2
_COLUMNS = ("device", "name", "since", "until", "severity", "steps", "people")
_PEOPLE = {True: "confirmed", False: "refuted", None: None}  # what people made of it, as the files say it


class Command(BaseCommand):
    """`manage alarm_rules try CODE [--from D] [--to D] [--version N] [--format table|json|csv]`."""

    help = "Try a rule on stored readings. Whoever may run this on the machine sees every area."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which rule, and from when to when."""
        parser.add_argument("what", choices=("try",))
        parser.add_argument("rule", help="its code")
        parser.add_argument("--from", dest="since", default="", help="2026-03-01 or an instant; 30 days back")
        parser.add_argument("--to", dest="until", default="", help="the same, not included; now")
        parser.add_argument("--version", type=int, default=0, dest="number", help="the one in force without")
        parser.add_argument("--format", default="table", choices=("json", "csv", "table"))
        parser.add_argument("--language", default="zh-hans", choices=("zh-hans", "en"))

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: object) -> CommandParser:
        """Leave `--version` to rules: Django's own says which Django this is."""
        parser: CommandParser = super().create_parser(
            prog_name, subcommand, conflict_handler="resolve", **kwargs
        )
        return parser

    def handle(self, **options: object) -> None:
        """Try and print."""
        language = str(options["language"])
        try:
            with scope_opened(("",)):
                self._tried(options, language)
        except CityError as refusal:
            wrong = " ".join(field_sentences(refusal, language).values())
            self.stderr.write(wrong or error_sentence(refusal, language))
            sys.exit(REFUSED)
        except BadRule as error:
            self.stderr.write(" ".join(one.sentence(language) for one in error.faults))
            sys.exit(REFUSED)

    def _tried(self, options: dict[str, object], language: str) -> None:
        until = _instant(str(options["until"]), "to") if options["until"] else now()
        since = _instant(str(options["since"]), "from") if options["since"] else until - timedelta(days=DAYS)
        if since >= until:
            raise Invalid(fields={"from": "span_backwards"})
        row = queries.rule_coded(str(options["rule"]))
        version = _version(row.current, list(queries.versions_of(row)), int(str(options["number"])))
        rule = queries.judged_rule(row, version)
        devices = devices_tried(row, version)
        found = list(rule_tried(rule, devices, since=since, until=until))
        seen = rule_findings(row, rule, devices, since=since, until=until)
        near = by_device(seen)
        lines = [line for one in found for line in _lines(one, near.get(one.device.pk, ()), language)]
        lines.sort(key=lambda line: str(line["since"]))
        self._print(lines, str(options["format"]))
        if options["format"] == "table":
            told = f"{len(lines):,} / {len(found):,} / {sum(one.readings for one in found):,}"
            self.stdout.write(
                f"报警 / 设备 / 读数：{told}"
                if language.startswith("zh")
                else f"alarms / devices / readings: {told}"
            )
            held = proof([alarm for one in found for alarm in raised_of(one)], seen)
            self.stdout.write(_held(held, language))

    def _print(self, lines: Sequence[dict[str, object]], form: str) -> None:
        if form == "json":
            self.stdout.write(orjson.dumps(lines, option=orjson.OPT_INDENT_2).decode())
        elif form == "csv":
            writer = csv.DictWriter(self.stdout, fieldnames=_COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)
        else:
            for line in lines:
                self.stdout.write("  ".join(str(line[key] or "—") for key in _COLUMNS[1:5]))


def _version(current: RuleVersion | None, versions: Sequence[RuleVersion], number: int) -> RuleVersion:
    found = next((one for one in versions if one.number == number), None) if number else current
    if found is None:
        raise NotFound(kind="rule", key=str(number or ""))
    return found


def _held(held: Proof, language: str) -> str:
    """Return how the alarms stand to what people found, as one line."""
    raised = held.raised
    share = "—" if raised.share is None else f"{100 * raised.share:.0f} %"
    if language.startswith("zh"):
        return (
            f"查准率 {share}：已定 {raised.decided:,} 次中属实 {raised.confirmed:,} 次，"
            f"未定 {raised.undecided:,} 次；属实情况 {held.confirmed:,} 件，能报出 {held.met:,} 件"
        )
    return (
        f"precision {share}: {raised.confirmed:,} confirmed of {raised.decided:,} decided, "
        f"{raised.undecided:,} undecided; meets {held.met:,} of {held.confirmed:,} that people confirmed"
    )


def _lines(one: Tried, near: Sequence[Finding], language: str) -> list[dict[str, object]]:
    verdicts = [verdict(alarm, near) for alarm in raised_of(one)]
    return [
        {
            "device": one.device.number,
            "name": one.device.name,
            "since": _said(episode.since),
            "until": None if episode.until is None else _said(episode.until),
            "severity": Severity(episode.worst).label(language),
            "steps": episode.steps,
            "people": _PEOPLE[said],
        }
        for episode, said in zip(one.episodes, verdicts, strict=True)
    ]


def _said(seconds: float) -> str:
    return localtime(datetime.fromtimestamp(seconds, UTC)).isoformat(timespec="seconds")


def _instant(text: str, field: str) -> datetime:
    """Return an instant, or the local midnight that a day begins with.

    Raises:
        Invalid: it is neither.
    """
    try:
        if len(text) == len("2026-03-01"):
            return datetime.combine(date.fromisoformat(text), time(), tzinfo=get_current_timezone())
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(fields={field: "instant_unreadable"}) from error
    return found if found.tzinfo else found.replace(tzinfo=get_current_timezone())
