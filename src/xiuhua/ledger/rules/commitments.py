"""Salted digests: the log proves texts and row states without holding them, so that they can be erased.

Source:
    own choice, because a salted digest proves a text without holding it; docs/decisions/0004.
"""

from collections.abc import Mapping
from enum import StrEnum

from xiuhua.ledger.rules.canonical import JsonValue, canonical
from xiuhua.ledger.rules.merkle import Digest

SALT_BYTES = 16
DIGESTS = "digests"  # the member of an entry's detail that holds its commitments


class Commitment(StrEnum):
    """What an entry commits to without saying it."""

    WORDS = "words"
    STATE = "state"


def opening_key(digest: Digest, salt: bytes, commitment: Commitment) -> bytes:
    """Return what opens one commitment of an entry without opening the others.

    Source:
        Own choice, because one salt per entry is stored and erased in one piece: HASH(salt || name).
    """
    return digest(salt + commitment.encode())


def commit(digest: Digest, key: bytes, value: JsonValue) -> str:
    """Return the commitment to a value in hexadecimal digits: HASH(key || canonical JSON)."""
    return digest(key + canonical(value)).hex()


def detail_committed(
    digest: Digest,
    *,
    detail: Mapping[str, JsonValue],
    salt: bytes,
    words: Mapping[str, str],
    state: Mapping[str, JsonValue] | None,
) -> dict[str, JsonValue]:
    """Return an entry's detail with the digests of its words and of its row's state.

    Raises:
        ValueError: the detail uses the name that the digests need.
    """
    if DIGESTS in detail:
        raise ValueError(f"{DIGESTS!r} is the ledger's own member of an entry's detail")
    committed: dict[Commitment, JsonValue] = {}
    if words:
        committed[Commitment.WORDS] = dict(words)
    if state is not None:
        committed[Commitment.STATE] = dict(state)
    if not committed:
        return dict(detail)
    digests = {
        str(name): commit(digest, opening_key(digest, salt, name), value) for name, value in committed.items()
    }
    return {**detail, DIGESTS: digests}


def digests_of(detail: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    """Return the commitments in an entry's detail, none where it has none."""
    found = detail.get(DIGESTS)
    return found if isinstance(found, Mapping) else {}
