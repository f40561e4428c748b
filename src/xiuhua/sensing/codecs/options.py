"""What somebody who has frames printed may ask for."""

from __future__ import annotations

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
