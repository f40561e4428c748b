"""Frames of every protocol as JSON-ready dictionaries: what `./xiuhua decode` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.options import PrintOptions

Printed = dict[str, object]


class FramesPrint(Protocol):
    """Turns the bytes of a file into one dictionary for each frame in it, good or bad."""

    def __call__(self, content: bytes, options: PrintOptions, /) -> Iterator[Printed]:
        """Yield the frames; UnknownOption before the first where an option is unknown."""


@dataclass(frozen=True, slots=True)
class Printer:
    """One protocol's function, imported when it is called: no protocol pays for another's start.

    Args:
        place: the module and the function, `package.module:function`.
    """

    place: str

    def __call__(self, content: bytes, options: PrintOptions, /) -> Iterator[Printed]:
        """Yield the frames of a file."""
        module, _, function = self.place.partition(":")
        return cast("FramesPrint", getattr(import_module(module), function))(content, options)


PROTOCOLS: Mapping[str, Printer] = {
    "jt808": Printer("xiuhua.sensing.codecs.jt808.printing:frames_print"),
    "jt1078": Printer("xiuhua.sensing.codecs.jt1078.printing:frames_print"),
    "hj212": Printer("xiuhua.sensing.codecs.hj212.printing:frames_print"),
    "sl651": Printer("xiuhua.sensing.codecs.sl651.printing:frames_print"),
    "gb28181": Printer("xiuhua.sensing.codecs.gb28181.printing:frames_print"),
    "mqtt": Printer("xiuhua.sensing.codecs.mqtt.printing:frames_print"),
}


def lines_read(content: bytes) -> Iterator[tuple[int, bytes | FrameError]]:
    """Yield the number and the bytes of every line of hex; blanks and empty lines do not count."""
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip():
            yield number, _unhexed(line)


def refusal(error: FrameError, options: PrintOptions) -> Printed:
    """Return what is printed of a frame that cannot be used."""
    return {"ok": False, "error": error.sentence(options.language), "fault": error.fault.value}


class Spoken(Protocol):
    """What can say itself: a fault that was borne with."""

    def sentence(self, language: str) -> str:
        """Return it in a language."""


def warned(warnings: Iterable[Spoken], options: PrintOptions) -> Printed:
    """Return the part that names faults which a frame was decoded in spite of; empty where there are none."""
    sentences = [warning.sentence(options.language) for warning in warnings]
    return {"warnings": sentences} if sentences else {}


def _unhexed(line: bytes) -> bytes | FrameError:
    try:
        return bytes.fromhex(line.decode("ascii"))
    except ValueError:
        return FrameError(CommonFault.NOT_HEX)
