"""`./xiuhua register`: how many requirement rows are proven, and by which tests.

`docs/register.csv` holds one line per row. The requirement's own words come from the requirement files
(`--renew --from FOLDER`); `where`, `page` and `role` are kept by hand; `proof` and `state` come from the
marks and outcomes of the last test run.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
OPEN, PROVEN = "open", "proven"
_BY_HAND = ("where", "page", "role", "proof", "state")
_KINDS = {"S": "systems", "K": "indicators", "R": "mechanisms", "P": "posts"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One requirement.

    Args:
        id: `S-…` a system, `K-…` a figure, `R-…` a mechanism, `P-…` a post.
        zh: its words in Chinese; `en` in English.
        group: the part of the city it belongs to.
        wave: the work package that builds it.
        planned: `yes` where the report announced it for the next year; it counts like any other.
        where: the module that carries it.
        page: the address or command at which a person meets it.
        role: the role it is about, where that is one.
        proof: the tests that prove it, separated by spaces.
        state: `open` or `proven`, as of the last renewal.
    """

    id: str
    zh: str
    en: str
    group: str
    wave: str
    planned: str = ""
    where: str = ""
    page: str = ""
    role: str = ""
    proof: str = ""
    state: str = OPEN


def register_main(argv: Sequence[str], *, root: Path = ROOT, proofs: Path | None = None) -> int:
    """Run `./xiuhua register` and return its exit status."""
    parser = argparse.ArgumentParser(prog="xiuhua register", description="Requirement rows: proven and open.")
    parser.add_argument("--json", action="store_true", help="print every row as a list of objects")
    parser.add_argument("--renew", action="store_true", help="write docs/register.csv anew")
    parser.add_argument("--from", dest="source", type=Path, help="with --renew: folder of requirement files")
    asked = parser.parse_args(argv)
    file = root / "docs" / "register.csv"
    rows = _merged(rows_required(asked.source), rows_kept(file)) if asked.source else rows_kept(file)
    if asked.renew:
        rows = [replace(row, proof="") for row in rows]  # only what the last run claims
    rows = _judged(rows, _proofs(proofs or root / "var" / "register.json", root=root))
    if asked.renew:
        _write(file, rows)
    sys.stdout.write(_as_json(rows) if asked.json else _as_table(rows))
    return 0


def rows_kept(file: Path) -> list[Row]:
    """Return the rows of a register."""
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return [Row(**line) for line in csv.DictReader(lines)]


def _write(file: Path, rows: Iterable[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        sheet = csv.DictWriter(lines, [column.name for column in fields(Row)], lineterminator="\n")
        sheet.writeheader()
        sheet.writerows(asdict(row) for row in rows)


def rows_required(folder: Path) -> list[Row]:
    """Return the rows of the requirement files, as they are before anybody has built anything."""
    waves = {line["id"]: line["wave"] for line in _lines(folder / "waves.csv")}
    rows = [
        *(_system(line) for line in _lines(folder / "systems.csv")),
        *(_row(line, zh="Chinese", en="English") for line in _lines(folder / "indicators.csv")),
        *(_row(line, zh="quoted text", en="rule") for line in _lines(folder / "rules.csv")),
        *(_row(line, zh="role", en="English") for line in _lines(folder / "roles.csv")),
    ]
    return [replace(row, wave=waves[row.id]) for row in rows]


def _system(line: Mapping[str, str]) -> Row:
    row = _row(line, zh="Chinese", en="English")
    return replace(row, group=line["group"], planned="yes" if line["status"].endswith("P") else "")


def _row(line: Mapping[str, str], *, zh: str, en: str) -> Row:
    return Row(id=line["id"], zh=line[zh], en=line[en], group=_KINDS[line["id"][0]], wave="")


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _merged(required: Iterable[Row], kept: Iterable[Row]) -> list[Row]:
    """Return the required rows with what was kept by hand about them."""
    known = {row.id: row for row in kept}
    return [
        replace(row, **{name: getattr(known[row.id], name) for name in _BY_HAND}) if row.id in known else row
        for row in required
    ]


@dataclass(frozen=True)
class Proof:
    """A test that names rows, and whether all its cases passed when they last ran."""

    rows: frozenset[str]
    passed: bool


def _proofs(file: Path, *, root: Path) -> dict[str, Proof]:
    """Return the proving tests of the last run that still stand, by id without the case."""
    noted = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    found: dict[str, Proof] = {}
    for case, seen in sorted(noted.items()):
        test = case.partition("[")[0]
        if _stands(root, test):
            before = found.get(test, Proof(frozenset(), passed=True))
            passed = before.passed and seen["outcome"] == "passed"
            found[test] = Proof(before.rows | frozenset(seen["proves"]), passed=passed)
    return found


def _stands(root: Path, test: str) -> bool:
    """Return whether the function that a test id names is still in its file."""
    file, *_, name = test.split("::")
    path = root / file
    if not path.is_file():
        return False
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name for node in nodes
    )


def _judged(rows: Iterable[Row], proofs: Mapping[str, Proof]) -> list[Row]:
    """Return the rows with the tests that name them, and the state those tests leave them in."""
    return [_judged_row(row, proofs) for row in rows]


def _judged_row(row: Row, proofs: Mapping[str, Proof]) -> Row:
    claiming = [test for test, proof in proofs.items() if row.id in proof.rows]
    named = list(dict.fromkeys([*row.proof.split(), *claiming]))
    passed = all(test in claiming and proofs[test].passed for test in named)
    return replace(row, proof=" ".join(named), state=PROVEN if named and passed else OPEN)


def _as_json(rows: Iterable[Row]) -> str:
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n"


def _as_table(rows: Sequence[Row]) -> str:
    """Return the counts by kind, group and wave, as a person reads them."""
    lines = []
    for heading, key in (("kind", _kind), ("group", _group), ("wave", _wave)):
        total = Counter(key(row) for row in rows)
        proven = Counter(key(row) for row in rows if row.state == PROVEN)
        lines.append(f"{heading:<20} {'proven':>7} {'open':>6} {'rows':>6}")
        lines += [
            f"{name:<20} {proven[name]:>7} {n - proven[name]:>6} {n:>6}" for name, n in sorted(total.items())
        ]
        lines.append("")
    done = sum(row.state == PROVEN for row in rows)
    return "\n".join([*lines, f"{'all':<20} {done:>7} {len(rows) - done:>6} {len(rows):>6}", ""])


def _kind(row: Row) -> str:
    return _KINDS[row.id[0]]


def _group(row: Row) -> str:
    return row.group


def _wave(row: Row) -> str:
    return row.wave
