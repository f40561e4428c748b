"""The exported proof of one entry, and its check by somebody who does not trust the server.

No Django, no database, no network: the check needs the file, and the fingerprint of the signer's key from a
source other than the file.

Source:
    RFC 9162, 2.1.3 (inclusion); the file around it is own choice, because no standard has one for
    a single act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import orjson

from xiuhua.ledger.rules.canonical import JsonValue, Record, canonical, record_bytes, record_json
from xiuhua.ledger.rules.commitments import Commitment, commit, digests_of
from xiuhua.ledger.rules.heads import Head, head_read
from xiuhua.ledger.rules.merkle import inclusion_holds, leaf_hash
from xiuhua.ledger.rules.suites import SuiteUnavailable, suite_named

FORMAT = "xiuhua-ledger-proof"
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A text that the exporter reveals: its commitment can be recomputed from key and value."""

    name: Commitment
    key: bytes
    value: JsonValue


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Everything that ties one entry to one signed head."""

    record: Record
    leaf: int
    path: Sequence[bytes]
    head: Head
    opened: Sequence[Opened] = ()


class Step(StrEnum):
    """One step of the check; the value is the code of its sentences, with `_good` or `_bad` behind it."""

    INCLUDED = "ledger_proof_included"
    OPENED = "ledger_proof_opened"
    SIGNED = "ledger_proof_signed"
    TRUSTED = "ledger_proof_trusted"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one step found. `good` is None where the step could not be taken."""

    step: Step
    good: bool | None
    arguments: Mapping[str, str | int]

    @property
    def code(self) -> str:
        """The code of the sentence."""
        ending = {True: "good", False: "bad", None: "open"}[self.good]
        return f"{self.step}_{ending}"


@dataclass(frozen=True, kw_only=True)
class Check:
    """The result of an offline check.

    Args:
        verdicts: step by step.
        problem: the code of the sentence about a file that is no proof at all, else empty.
    """

    verdicts: tuple[Verdict, ...] = ()
    problem: str = ""

    @property
    def exit_code(self) -> int:
        """0 good, 1 bad, 2 unusable."""
        if self.problem:
            return 2
        return 1 if any(verdict.good is False for verdict in self.verdicts) else 0


def proof_json(proof: Proof) -> dict[str, JsonValue]:
    """Return the proof as the document that is exported."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "entry": record_json(proof.record),
        "leaf": proof.leaf,
        "path": [hash_.hex() for hash_ in proof.path],
        "head": proof.head.as_json(),
        "opened": [
            {"name": str(opened.name), "key": opened.key.hex(), "value": opened.value}
            for opened in proof.opened
        ],
    }


def proof_read(document: bytes) -> Proof:
    """Return the proof that a document holds.

    Raises:
        ValueError: it is not such a document, or one of a version this program does not know.
    """
    found = orjson.loads(document)
    try:
        if (found["format"], found["version"]) != (FORMAT, VERSION):
            raise ValueError(f"{found['format']!r} version {found['version']!r} is not known here")
        return Proof(
            record=_record_read(found["entry"]),
            leaf=int(found["leaf"]),
            path=[bytes.fromhex(hash_) for hash_ in found["path"]],
            head=head_read(found["head"]),
            opened=[
                Opened(
                    name=Commitment(opened["name"]), key=bytes.fromhex(opened["key"]), value=opened["value"]
                )
                for opened in found["opened"]
            ],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is not an exported proof") from error


def _record_read(entry: Mapping[str, JsonValue]) -> Record:
    detail = entry["detail"]
    if not isinstance(detail, dict):
        raise TypeError("an entry's detail is an object")
    canonical(detail)  # refuses what no entry can hold, so that one document has one reading
    return Record(
        id=int(str(entry["id"])),
        at=datetime.fromisoformat(str(entry["at"])),
        recorded_at=datetime.fromisoformat(str(entry["recorded_at"])),
        actor=str(entry["actor"]),
        act=str(entry["act"]),
        subject=str(entry["subject"]),
        area=str(entry["area"]),
        detail=detail,
    )


def check(proof: Proof, *, key: str = "") -> tuple[Verdict, ...]:
    """Return the verdicts on a proof.

    Args:
        proof: the proof.
        key: the fingerprint the signer is known by; without it, the last step stays open.
    """
    return (_included(proof), *_opened(proof), _signed(proof), _trusted(proof, key))


def check_file(path: Path, *, key: str = "") -> Check:
    """Return the result of checking an exported proof offline."""
    try:
        proof = proof_read(path.read_bytes())
        suite_named(proof.head.suite)
        return Check(verdicts=check(proof, key=key))
    except OSError:
        return Check(problem="ledger_proof_unreadable")
    except ValueError:
        return Check(problem="ledger_proof_malformed")
    except SuiteUnavailable as error:
        return Check(problem=error.code)


def _included(proof: Proof) -> Verdict:
    digest = suite_named(proof.head.suite).hash
    holds = inclusion_holds(
        digest,
        leaf=proof.leaf,
        size=proof.head.size,
        hash_=leaf_hash(digest, record_bytes(proof.record)),
        path=proof.path,
        root=proof.head.root,
    )
    record = proof.record
    return Verdict(
        step=Step.INCLUDED,
        good=holds,
        arguments={
            "entry": record.id,
            "act": record.act,
            "subject": record.subject,
            "leaf": proof.leaf,
            "size": proof.head.size,
        },
    )


def _opened(proof: Proof) -> Iterator[Verdict]:
    digest = suite_named(proof.head.suite).hash
    digests = digests_of(proof.record.detail)
    for opened in proof.opened:
        holds = commit(digest, opened.key, opened.value) == digests.get(opened.name)
        yield Verdict(step=Step.OPENED, good=holds, arguments={"name": str(opened.name)})


def _signed(proof: Proof) -> Verdict:
    head = proof.head
    arguments: dict[str, str | int] = {"size": head.size, "key": head.key, "at": head.at.isoformat()}
    return Verdict(step=Step.SIGNED, good=head.signature_holds(), arguments=arguments)


def _trusted(proof: Proof, key: str) -> Verdict:
    found = proof.head.key
    good = found == key.replace(":", "").lower() if key else None
    return Verdict(step=Step.TRUSTED, good=good, arguments={"key": found, "expected": key})
