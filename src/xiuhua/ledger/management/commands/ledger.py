"""`./xiuhua ledger verify`: check the whole log, or one exported proof."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from xiuhua.ledger.queries import Verification, verify
from xiuhua.ledger.rules.proofs import Check, check_file
from xiuhua.ledger.rules.wording import check_lines, sentence

_SHOWN = 50  # faults printed one by one; --json prints all


class Command(BaseCommand):
    """Exit code 0: sound; 1: a fault was found; 2: what was handed in cannot be used."""

    help = "Check the whole ledger, or one exported proof."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name what can be checked and against what."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("verify", help="recompute the log, or check one exported proof offline")
        check.add_argument("proof", nargs="?", type=Path, metavar="PROOF.json")
        check.add_argument(
            "--heads", type=Path, action="append", default=[], help="heads kept elsewhere (JSON lines)"
        )
        check.add_argument("--key", default="", help="the fingerprint of the key that may have signed")
        check.add_argument("--json", action="store_true", help="print the findings as JSON")
        check.add_argument("--language", default="zh", help="zh (default) or en")

    def handle(self, *_: object, **options: Any) -> None:
        """Check, print, and exit with the code of the result."""
        proof = options["proof"]
        sys.exit(self._verify_proof(options) if proof else self._verify_log(options))

    def _verify_proof(self, options: dict[str, Any]) -> int:
        check = check_file(options["proof"], key=options["key"])
        if options["json"]:
            self._print_json(_check_json(check))
        else:
            self.stdout.writelines(f"{line}\n" for line in check_lines(check, language=options["language"]))
        return check.exit_code

    def _verify_log(self, options: dict[str, Any]) -> int:
        started = perf_counter()
        keys = {options["key"]} if options["key"] else set()
        try:
            found = verify(heads_files=options["heads"], keys=keys)
        except (OSError, ValueError):
            names = ", ".join(path.name for path in options["heads"])
            arguments = {"source": names}
            self.stderr.write(
                sentence("ledger_verify_heads_unusable", arguments, language=options["language"])
            )
            return 2
        if options["json"]:
            self._print_json(_verification_json(found))
        else:
            self._print(found, perf_counter() - started, options["language"])
        return 1 if found.faults else 0

    def _print(self, found: Verification, seconds: float, language: str) -> None:
        for fault in found.faults[:_SHOWN]:
            self.stdout.write(f"✗ {sentence(fault.kind, fault.located(), language=language)}")
        if len(found.faults) > _SHOWN:
            self.stdout.write(f"… +{len(found.faults) - _SHOWN}")
        figures = {"size": found.size, "entries": found.entries, "heads": found.heads, "rows": found.rows}
        code = "ledger_verify_bad" if found.faults else "ledger_verify_good"
        arguments = {**figures, "faults": len(found.faults), "seconds": f"{seconds:.1f}"}
        self.stdout.write(sentence(code, arguments, language=language))

    def _print_json(self, document: dict[str, Any]) -> None:
        self.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())


def _check_json(check: Check) -> dict[str, Any]:
    steps = [{"step": verdict.step, "good": verdict.good, **verdict.arguments} for verdict in check.verdicts]
    return {"good": check.exit_code == 0, "problem": check.problem, "steps": steps}


def _verification_json(found: Verification) -> dict[str, Any]:
    faults = [{"kind": fault.kind, **fault.located()} for fault in found.faults]
    return {
        "good": not found.faults,
        "size": found.size,
        "entries": found.entries,
        "rows": found.rows,
        "heads": found.heads,
        "signed": found.signed,
        "faults": faults,
    }
