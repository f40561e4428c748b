"""What can be wrong with a frame: one error for every codec, with a sentence in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

Detail = str | int | float


class Fault(StrEnum):
    """A fault of a frame, with the sentence that says it; `{names}` are filled from the details."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str) -> Self:
        """Build one fault from its code and its two sentences."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member


class CommonFault(Fault):
    """Faults that every protocol knows."""

    TRUNCATED = (
        "truncated",
        "报文不完整：应有 {expected} 字节，只有 {found} 字节。",
        "The frame is cut off: {expected} bytes were expected, {found} came.",
    )
    CHECKSUM = (
        "checksum",
        "校验不符：报文写的是 {found}，算出来是 {expected}。",
        "The checksum does not agree: the frame says {found}, the content gives {expected}.",
    )
    LENGTH = (
        "length",
        "长度不符：报文头写的是 {said}，实际是 {found}。",
        "The length does not agree: the header says {said}, the body has {found}.",
    )
    NOT_HEX = ("not_hex", "这一行不是十六进制文本。", "This line is not hexadecimal text.")


class FrameError(Exception):
    """A frame that cannot be used. The only error that a decoder raises, whatever it is fed."""

    def __init__(self, fault: Fault, **details: Detail) -> None:
        self.fault = fault
        self.details: Mapping[str, Detail] = details
        super().__init__(f"{fault.value} {details}")

    def sentence(self, language: str) -> str:
        """Return what was wrong, in a language: Chinese for every `zh…`, else English."""
        words = self.fault.zh if language.startswith("zh") else self.fault.en
        return words.format(**self.details)
