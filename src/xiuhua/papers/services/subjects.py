"""What apps above say about their records and their people: each is entered once, at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from xiuhua.shared.actor import Actor

_LONGEST_ID = 18  # digits of a bigint that surely fits


@dataclass(frozen=True, kw_only=True)
class SubjectKind:
    """A kind of record that phrases are filled from and documents are about.

    Args:
        kind: as the ledger names it: `case`.
        address: where a record's page is.
        facts: what fills the gaps of phrases, by the names of `rules.phrases.PLACEHOLDERS`; raises NotFound
            where there is no such record, or not for this reader.
    """

    kind: str
    address: Callable[[int], str]
    facts: Callable[[int, Actor, datetime], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Seat:
    """The unit that somebody serves in."""

    unit_code: str
    unit_name: str
    area_code: str


_KINDS: dict[str, SubjectKind] = {}
_SIGNS: list[Callable[[str, datetime], str]] = []
_SEATS: list[Callable[[int], Seat | None]] = []


def subject_kind_register(kind: SubjectKind) -> None:
    """Enter a kind of record."""
    _KINDS[kind.kind] = kind


def seats_register(provider: Callable[[int], Seat | None]) -> None:
    """Enter who knows in which unit an account serves; the last one to be entered is asked."""
    _SEATS.append(provider)


def signs_register(provider: Callable[[str, datetime], str]) -> None:
    """Enter who knows the sign of an area's authority in document numbers; the last one entered is asked."""
    _SIGNS.append(provider)


def sign_for(area_code: str, *, at: datetime) -> str:
    """Return the sign of an area's authority, 云 in 云督〔2026〕12号; empty where nobody knows one."""
    return _SIGNS[-1](area_code, at) if _SIGNS else ""


def seat_of(*, actor: Actor) -> Seat | None:
    """Return the unit that somebody serves in; None where nobody knows of one."""
    if actor.user_id is None or not _SEATS:
        return None
    return _SEATS[-1](actor.user_id)


def subject_read(subject: str) -> tuple[SubjectKind, int] | None:
    """Return the kind and key of `case:12`; None where it names nothing that is known here."""
    kind, _colon, key = subject.partition(":")
    if kind not in _KINDS or not (key.isascii() and key.isdigit() and len(key) <= _LONGEST_ID):
        return None
    return _KINDS[kind], int(key)


def subject_address(subject: str) -> str:
    """Return where the page of a subject is; empty where nobody knows."""
    found = subject_read(subject)
    return found[0].address(found[1]) if found else ""


def subject_facts(subject: str, *, actor: Actor, at: datetime) -> Mapping[str, str]:
    """Return what a subject says about itself; nothing where it is of no known kind.

    Raises:
        NotFound: the kind is known, and there is no such record for this reader.
    """
    found = subject_read(subject)
    return found[0].facts(found[1], actor, at) if found else {}
