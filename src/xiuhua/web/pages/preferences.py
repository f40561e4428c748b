"""How somebody likes a list to look, kept in this browser.

What rows a list shows stands in its URL and travels with it; which columns and how tall the rows are is the
reader's own, so a shared link shows the same records in the columns of whoever opens it. A cookie costs no
query and needs no account; it belongs to the path of its list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xiuhua.web.parts import Density

COLUMNS, DENSITY = "columns", "density"
KEPT_SECONDS = 365 * 24 * 3600
_KEY = re.compile(r"[a-z0-9_]+")
_DENSITIES: dict[str, Density] = {"cosy": "cosy", "compact": "compact"}


@dataclass(frozen=True)
class Preference:
    """The chosen columns in the list's own order (None until somebody chooses), and the height of rows."""

    columns: tuple[str, ...] | None = None
    density: Density = "cosy"

    def encode(self) -> str:
        """Return it as the cookie holds it: `compact:code.name`."""
        return f"{self.density}:{'.'.join(self.columns or ())}"

    @classmethod
    def decode(cls, cookie: str) -> Preference:
        """Return what a cookie holds; what cannot be read is as if nothing had been chosen."""
        density, _, columns = cookie.partition(":")
        chosen = tuple(_KEY.findall(columns)[:50])
        return cls(columns=chosen or None, density=_DENSITIES.get(density, "cosy"))

    def changed(self, asked: Mapping[str, Sequence[str]]) -> Preference:
        """Return it as a URL changes it: `?columns=code&columns=name&density=compact`."""
        columns = (
            tuple(key for value in asked.get(COLUMNS, ()) for key in _KEY.findall(value)) or self.columns
        )
        density = _DENSITIES.get(next(iter(asked.get(DENSITY, ())), ""), self.density)
        return Preference(columns=columns, density=density)

    def shows(self, key: str, *, by_default: bool) -> bool:
        """Return whether a column is shown."""
        return by_default if self.columns is None else key in self.columns


def cookie_name(list_key: str) -> str:
    """Return the cookie under which a list keeps its look."""
    return f"xh_list_{list_key}"
