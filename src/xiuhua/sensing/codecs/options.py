"""What somebody who has frames printed may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOptions:
    """How frames are to be read and spoken about.

    Args:
        language: of errors and warnings: Chinese for every `zh…`, else English.
        crc_variant: how the checksum is made, where a protocol is met with several; empty for the standard's.
        dialect: the edition or vendor that the frame itself does not tell; empty for the standard's.
    """

    language: str = "en"
    crc_variant: str = ""
    dialect: str = ""


class UnknownOption(ValueError):
    """A protocol does not know the dialect or the checksum that was asked for.

    Args:
        option: `dialect` or `crc-variant`.
        known: the values there are.
    """

    def __init__(self, option: str, value: str, known: Sequence[str]) -> None:
        self.option = option
        self.value = value
        self.known = tuple(known)
        super().__init__(f"{option} {value!r}")


def option_check(option: str, value: str, known: Sequence[str] = ()) -> None:
    """See that a protocol knows a value; an empty one stands for the standard's.

    Raises:
        UnknownOption: it does not, or knows none at all.
    """
    if value and value not in known:
        raise UnknownOption(option, value, known)
