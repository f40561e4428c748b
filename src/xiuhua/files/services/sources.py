"""The lists that can be exported, registered at start by whoever has them, so that `files` knows none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xiuhua.files.rules.tables import Table
from xiuhua.files.services.refusals import SourceUnknown
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.shared.actor import Actor

Parameters = Mapping[str, JsonValue]
ExportSource = Callable[[Parameters, str, Actor], Table]
"""Returns the table for some parameters, in a language, as an actor may see it.

The records are read later, in the actor's scope and the language, through a server-side cursor
(`queryset.iterator()`). What the actor may not see for another reason than its area is left out here.
"""

_SOURCES: dict[str, ExportSource] = {}


def export_source_register(key: str, source: ExportSource) -> None:
    """Make lists exportable under a key that stays the same for good.

    Raises:
        ValueError: the key is taken.
    """
    if _SOURCES.setdefault(key, source) is not source:
        raise ValueError(f"two lists want to be exported as {key!r}")


def export_source(key: str) -> ExportSource:
    """Return a registered source.

    Raises:
        SourceUnknown: there is none under this key.
    """
    if key not in _SOURCES:
        raise SourceUnknown(source=key)
    return _SOURCES[key]
