"""Addresses: of a list, its filters, order and place as the URL holds them; of pages, by their name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

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


def place_url(name: str) -> str:
    """Return the address of a page that stands for no record.

    Remembered, for a frame asks for a hundred of them and Django looks each up anew.
    """
    return _place_url(name, settings.ROOT_URLCONF)


def record_url(name: str, pk: int) -> str:
    """Return the address of a record's page; remembered but for the number, as `place_url`."""
    before, after = _around(name, settings.ROOT_URLCONF)
    return f"{before}{pk}{after}"


@lru_cache(maxsize=1024)
def _place_url(name: str, _conf: str) -> str:
    return reverse(name)


@lru_cache(maxsize=1024)
def _around(name: str, _conf: str) -> tuple[str, str]:
    """Return what stands before and after the number in the address of a record's page."""
    before, _, after = reverse(name, args=(_A_NUMBER,)).partition(str(_A_NUMBER))
    return before, after


_A_NUMBER = 7_254_910_386_417  # stands in no path of its own
