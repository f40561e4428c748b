"""The address of a list: its filters, order and place, as the URL holds them. Pure text, no request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

Held = Mapping[str, tuple[str, ...]]  # parameter -> its values, in their order


@dataclass(frozen=True)
class Address:
    """A path with its query. What has no value is left out, so equal filters have equal addresses."""

    path: str
    held: Held = field(default_factory=dict)

    def __str__(self) -> str:
        query = self.query
        return f"{self.path}?{query}" if query else self.path

    @property
    def query(self) -> str:
        """The query alone, parameters in order of their name."""
        return urlencode([(name, value) for name in sorted(self.held) for value in self.held[name]])

    def put(self, **changes: str) -> Address:
        """Return the address with parameters set; an empty value removes one."""
        changed = {name: (value,) if value else () for name, value in changes.items()}
        return self._with({**self.held, **changed})

    def without(self, *names: str) -> Address:
        """Return the address without some parameters."""
        return self._with({name: values for name, values in self.held.items() if name not in names})

    def less(self, name: str, value: str) -> Address:
        """Return the address without one value of a parameter."""
        return self._with(
            {**self.held, name: tuple(held for held in self.held.get(name, ()) if held != value)}
        )

    def _with(self, held: Held) -> Address:
        return Address(self.path, {name: values for name, values in held.items() if values})
