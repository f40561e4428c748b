"""Which rows the ledger answers for: filled by the apps that own them, when Django starts."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from xiuhua.ledger.rules.canonical import JsonValue

States: TypeAlias = Callable[[], Iterable[tuple[int, Mapping[str, JsonValue]]]]

_KINDS: dict[str, States] = {}


def row_kind_register(*, kind: str, states: States) -> None:
    """Let `ledger verify` compare the rows of a kind with the last entry about each of them.

    Args:
        kind: the part of the subject before the colon.
        states: yields every row's number and tracked columns, the same mapping as `state` of `entry_append`.
    """
    _KINDS[kind] = states


def row_kinds() -> Mapping[str, States]:
    """Return the registered kinds."""
    return dict(_KINDS)
