"""The print page: documents as they come out of the printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.web.parts.acts import Action
from xiuhua.web.parts.frame import Crumb


@dataclass(frozen=True, kw_only=True)
class PrintTab:
    """Another document of the same record."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class PrintView:
    """What a print page shows; template `papers/print.html`.

    Args:
        documents: each on a sheet of its own, as `papers` builds them.
        word_url: where the same is handed over as a Word file.
        others: what else may be printed of the same record.
    """

    title: str
    documents: Sequence[object]
    crumbs: tuple[Crumb, ...] = ()
    word_url: str = ""
    others: tuple[PrintTab, ...] = ()
    acts: tuple[Action, ...] = ()
