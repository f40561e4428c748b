"""`./xiuhua import KIND FILE`: an import from the command line, over the same services as the pages."""

from __future__ import annotations

import getpass
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.intake import services
from xiuhua.intake.models import ImportRun
from xiuhua.intake.rules.kinds import import_kind, import_kinds
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.rules.mapping import mapping_of_toml
from xiuhua.intake.services.planning import Plan
from xiuhua.intake.terms import RunState
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.sentences import error_sentence, sentence

DONE, FAULTY, REFUSED = 0, 1, 2
_FAULTS_PRINTED = 200


class Command(BaseCommand):
    """`manage import_file KIND FILE [--map MAP.toml] [--dry-run] [--yes] [--json] [--as NAME] …`."""

    help = (
        "Read a file of records, say what it would change, and write it whole or not at all. Exits with 0 "
        "when it was written (or could be, with --dry-run), 1 when rows are faulty or nobody confirmed, 2 "
        "when the file was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read what to import, as whom, and how far to go."""
        parser.add_argument("kind", help="what it holds: " + ", ".join(kind.key for kind in import_kinds()))
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", type=Path, help="MAP.toml, see docs/howto/import-a-district.md")
        parser.add_argument("--dry-run", action="store_true", help="only say what it would do")
        parser.add_argument("--yes", action="store_true", help="write without asking")
        parser.add_argument(
            "--skip-faulty", action="store_true", help="write the good rows, leave the faulty out"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--as", dest="username", default="", help="the account that imports")
        parser.add_argument("--language", default="zh-hans", choices=("zh-hans", "en"))

    def handle(self, **options: object) -> None:
        """Import, and leave with the exit status."""
        self._language = str(options["language"])
        self._json = bool(options["json"])
        self._begun = time.monotonic()
        actor = _actor(str(options["username"]))
        path = Path(str(options["file"]))
        try:
            with scope_opened(actor.areas):
                status = self._import(path, actor, options)
        except CityError as refusal:
            self._refuse(path, error_sentence(refusal, self._language), refusal.code)
            status = REFUSED
        sys.exit(status)

    def _import(self, path: Path, actor: Actor, options: dict[str, object]) -> int:
        said = Path(str(options["map"])).read_text("utf-8-sig") if options["map"] else ""
        mapping = mapping_of_toml(said) if said else ColumnMapping()
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        if options["dry_run"]:
            plan = services.file_tried(kind_key=str(options["kind"]), path=path, mapping=mapping, actor=actor)
            return self._tried(plan, path)
        with path.open("rb") as content:
            run = services.run_open(
                kind_key=str(options["kind"]),
                content=content,
                name=path.name,
                mapping=mapping,
                actor=actor,
                at=now(),
            )
        run = services.run_read(run_id=run.pk, actor=actor, at=now())
        if run.standing is not RunState.PREVIEWED:
            said = sentence(run.failure["code"], self._language, **run.failure["arguments"])
            self._refuse(path, said, run.failure["code"])
            return REFUSED
        return self._previewed(run, path, actor, options)

    def _previewed(self, run: ImportRun, path: Path, actor: Actor, options: dict[str, object]) -> int:
        skip = bool(options["skip_faulty"])
        held_up = bool(run.faulty) and not skip
        asks = not held_up and bool(run.fresh + run.changed)
        faults = self._fault_lines(run, path)
        if not self._json:
            self._preview_print((run.fresh, run.changed, run.same, run.faulty), faults)
        if asks and not options["yes"] and not self._confirmed():
            asks, held_up = False, True
        if asks:
            services.run_commit_ask(run_id=run.pk, leaves_out=skip, actor=actor, at=now())
            run = services.run_commit(run_id=run.pk, actor=actor, at=now())
        elif run.standing is RunState.PREVIEWED:
            run = services.run_drop(run_id=run.pk, actor=actor, at=now())
        self._end_print(run, faults)
        return FAULTY if held_up else DONE

    def _tried(self, plan: Plan, path: Path) -> int:
        """Say what a file would do, of which nothing is kept."""
        labels = plan.labels
        said = [
            (fault.row, labels.get(fault.column, fault.column), fault.code, fault.arguments)
            for fault in plan.faults
        ]
        faults = self._lines(path, said[:_FAULTS_PRINTED], len(said))
        counts = (plan.fresh, len(plan.changes) - plan.fresh, plan.same, len(plan.faulty))
        if self._json:
            numbers = dict(zip(("new", "changed", "same", "faulty"), counts, strict=True))
            self._json_print({"state": "tried", **numbers, "faults": faults})
        else:
            self._preview_print(counts, faults)
        return FAULTY if plan.faulty else DONE

    def _came_to(self, run: ImportRun) -> dict[str, object]:
        """Return what became of the rows of a log, in the words of logs."""
        kind = import_kind(run.kind)
        if not kind.append_only:
            return {}
        written = list(run.rows.values_list("number", flat=True)) if run.standing is RunState.DONE else []
        rejected = list(run.faults.order_by("row", "pk").values("row", "column", "code"))
        return {
            "read": run.total, "imported": len(written), "joined": run.same, "rejected": run.faulty,
            "reasons": dict(Counter(fault["code"] for fault in rejected)),
            "lines": rejected[:_FAULTS_PRINTED],
            **(kind.told(written) if kind.told else {}),
            "seconds": round(time.monotonic() - self._begun, 3),
        }  # fmt: skip

    def _confirmed(self) -> bool:
        if self._json or not sys.stdin.isatty():
            return False
        question = "导入？[y/N] " if self._language.startswith("zh") else "Import? [y/N] "
        return input(question).strip().lower() in {"y", "yes", "是"}

    def _preview_print(self, counts: tuple[int, int, int, int], faults: Sequence[str]) -> None:
        labels = ("新增", "变更", "不变", "不能导入") if self._zh else ("new", "changed", "same", "faulty")
        self.stdout.write("  ".join(f"{label} {count}" for label, count in zip(labels, counts, strict=True)))
        for line in faults:
            self.stderr.write(line)

    @property
    def _zh(self) -> bool:
        return self._language.startswith("zh")

    def _fault_lines(self, run: ImportRun, path: Path) -> list[str]:
        faults = run.faults.order_by("row", "pk").values_list("row", "column", "code", "arguments")
        return self._lines(path, faults[:_FAULTS_PRINTED], faults.count())

    def _lines(
        self, path: Path, faults: Iterable[tuple[int, str, str, Mapping[str, str]]], number: int
    ) -> list[str]:
        lines = [
            f"{path}:{row}: {column} {sentence(code, self._language, **arguments)}"
            for row, column, code, arguments in faults
        ]
        more = number - len(lines)
        return [*lines, f"… +{more}"] if more > 0 else lines

    def _refuse(self, path: Path, said: str, code: str) -> None:
        if self._json:
            self._json_print({"state": "refused", "code": code, "message": said})
        else:
            self.stderr.write(f"{path}: {said}")

    def _json_print(self, answer: Mapping[str, object]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _end_print(self, run: ImportRun, faults: Sequence[str]) -> None:
        if self._json:
            self._json_print({
                "id": run.pk, "state": run.state, "new": run.fresh, "changed": run.changed, "same": run.same,
                "faulty": run.faulty, "faults": faults, **self._came_to(run),
            })  # fmt: skip
        elif run.standing is RunState.DONE:
            self.stdout.write(f"已导入 #{run.pk}" if self._zh else f"imported #{run.pk}")


def _actor(username: str) -> Actor:
    name = username or getpass.getuser()
    user = User.objects.filter(username=name).first()
    found = user_and_actor(user.pk, at=now()) if user else None
    if found is None:
        raise CommandError(f"there is no active account {name}; name one with --as", returncode=REFUSED)
    return found[1]
