"""What was amiss with a frame that could be used all the same."""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import Detail, Fault, FrameError


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault that a decoder bore with: the frame was read in spite of it."""

    fault: Fault
    details: tuple[tuple[str, Detail], ...] = ()

    def sentence(self, language: str) -> str:
        """Return what was amiss, in a language: Chinese for every `zh…`, else English."""
        return FrameError(self.fault, **dict(self.details)).sentence(language)


def remark(fault: Fault, **details: Detail) -> Remark:
    """Return a remark with its details by name."""
    return Remark(fault, tuple(details.items()))
