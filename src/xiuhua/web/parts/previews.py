"""What an import would do, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from xiuhua.web.parts.acts import Action
from xiuhua.web.parts.frame import Crumb
from xiuhua.web.parts.lists import Pager


@dataclass(frozen=True, kw_only=True)
class PreviewCell:
    """A value as it would be stored; `error` says why it cannot be, `before` what it would replace."""

    text: str
    error: str = ""
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """One line of the file and what would become of it."""

    line: int
    outcome: Literal["new", "change", "same", "bad"]
    cells: tuple[PreviewCell, ...]
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class PreviewView:
    """What an import would do, before it does anything. Template `web/preview.html`.

    The four counts add up to the lines of the file; `rows` is the part shown (bad lines first).
    """

    title: str
    file_name: str
    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    new: int = 0
    change: int = 0
    same: int = 0
    bad: int = 0
    crumbs: tuple[Crumb, ...] = ()
    accept: Action | None = None
    cancel_url: str = ""
    bad_rows_url: str = ""
    notes: tuple[str, ...] = ()
    more: Pager = field(default_factory=Pager)

    @property
    def total(self) -> int:
        """Lines of the file."""
        return self.new + self.change + self.same + self.bad

    @property
    def total_words(self) -> str:
        """Lines of the file with thousands marks."""
        return f"{self.total:,}"
