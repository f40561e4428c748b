"""An exported proof, checked by somebody who has nothing but the file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from pytest_django.fixtures import Settings

from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries import NotProvableYet, entry_proof
from xiuhua.ledger.rules.proofs import Step, check_file
from xiuhua.ledger.rules.wording import check_lines
from xiuhua.ledger.services import head_sign, seal
from xiuhua.ledger.tests.conftest import AT, rename, scope, sealed_log
from xiuhua.shared.errors import NotFound

Change = Callable[[dict[str, Any]], object]


def exported(path: Path, entry: Entry, change: Change | None = None) -> Path:
    """Write the proof of an entry, changed if wanted, and return its path."""
    with scope("3301"):
        document: dict[str, Any] = orjson.loads(orjson.dumps(entry_proof(entry.id, reveal=True)))
    if change:
        change(document)
    path = path / "proof.json"
    path.write_bytes(orjson.dumps(document))
    return path


@pytest.mark.django_db
@pytest.mark.parametrize("suite", ["sm", "std"])
def test_a_proof_holds_offline_with_all_its_steps(suite: str, settings: Settings, tmp_path: Path) -> None:
    settings.LEDGER_SUITE = suite
    entries = sealed_log(300)
    path = exported(tmp_path, entries[258])
    document = orjson.loads(path.read_bytes())
    check = check_file(path, key=document["head"]["key"])
    assert [(verdict.step, verdict.good) for verdict in check.verdicts] == [
        (Step.INCLUDED, True),
        (Step.OPENED, True),
        (Step.SIGNED, True),
        (Step.TRUSTED, True),
    ]
    assert check.exit_code == 0
    assert list(check_lines(check, language="zh_CN.UTF-8"))[-1] == "证明有效。"
    assert document["opened"][0]["value"] == {"name.after": "新名"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda d: d["entry"].update(actor="user:13"), {Step.INCLUDED}),
        (lambda d: d["entry"].update(at="2026-11-22T08:00:00.000001+00:00"), {Step.INCLUDED}),
        (lambda d: d.update(leaf=d["leaf"] + 1), {Step.INCLUDED}),
        (lambda d: d["path"].reverse(), {Step.INCLUDED}),
        (lambda d: d["path"].pop(), {Step.INCLUDED}),
        (lambda d: d["opened"][0]["value"].update({"name.after": "别名"}), {Step.OPENED}),
        (lambda d: d["head"].update(at="2026-11-23T08:00:00.000000+00:00"), {Step.SIGNED}),
        (lambda d: d["head"].update(root="00" * 32), {Step.INCLUDED, Step.SIGNED}),
        (lambda d: d["head"].update(size=d["head"]["size"] + 1), {Step.SIGNED}),
        (lambda d: d["head"].update(public_key="11" * 32), {Step.SIGNED, Step.TRUSTED}),
    ],
)
def test_a_changed_proof_is_refused_with_the_reason(change: Change, wrong: set[Step], tmp_path: Path) -> None:
    entries = sealed_log(5)
    honest = exported(tmp_path, entries[3])
    key = orjson.loads(honest.read_bytes())["head"]["key"]
    assert check_file(honest, key=key).exit_code == 0
    check = check_file(exported(tmp_path, entries[3], change), key=key)
    assert {verdict.step for verdict in check.verdicts if verdict.good is False} == wrong
    assert check.exit_code == 1
    assert list(check_lines(check, language="en_GB"))[-1] == "The proof does not hold."


@pytest.mark.django_db
def test_a_proof_of_another_signer_is_refused_only_by_who_knows_the_key(tmp_path: Path) -> None:
    path = exported(tmp_path, sealed_log(2)[0])
    assert check_file(path).exit_code == 0
    assert [verdict.good for verdict in check_file(path).verdicts][-1] is None
    assert check_file(path, key="0" * 32).exit_code == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "ledger_proof_unreadable"),
        (b"", "ledger_proof_malformed"),
        (b"[]", "ledger_proof_malformed"),
        (b'{"format": "xiuhua-ledger-proof", "version": 2}', "ledger_proof_malformed"),
        (
            b'{"format": "xiuhua-ledger-proof", "version": 1, "entry": {"detail": {"x": 0.5}}}',
            "ledger_proof_malformed",
        ),
    ],
)
def test_a_file_that_is_no_proof_is_told_apart_from_a_bad_proof(
    content: bytes | None, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "proof.json"
    if content is not None:
        path.write_bytes(content)
    check = check_file(path)
    assert (check.problem, check.exit_code) == (problem, 2)
    assert len(list(check_lines(check, language="zh"))) == 1


@pytest.mark.django_db
def test_words_outside_the_scope_are_not_in_the_proof() -> None:
    entry = sealed_log(1)[0]
    with scope("3302"):
        assert entry_proof(entry.id, reveal=True)["opened"] == []
    with scope("3301"):
        assert entry_proof(entry.id)["opened"] == []


@pytest.mark.django_db
def test_an_entry_that_no_head_covers_is_provable_a_little_later() -> None:
    sealed_log(1)
    entry = rename(2)
    for step in (lambda: None, seal):
        step()
        with pytest.raises(NotProvableYet):
            entry_proof(entry.id)
    head_sign(at=AT)
    assert entry_proof(entry.id)["leaf"] == 1
    with pytest.raises(NotFound):
        entry_proof(entry.id + 1)


def test_the_offline_check_needs_neither_django_nor_a_database() -> None:
    code = "import sys, xiuhua.ledger.rules.wording; print({'django', 'psycopg'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
