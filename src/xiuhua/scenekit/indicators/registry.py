"""Which figures there are. Whoever declares some enters them when it starts; `evaluation` computes them."""

from __future__ import annotations

from collections.abc import Iterable

from xiuhua.scenekit.indicators.declaring import Indicator, IndicatorError

_INDICATORS: dict[str, Indicator] = {}


def indicators_register(declared: Iterable[Indicator]) -> None:
    """Make figures known, in the order in which they are read. The same ones again change nothing.

    Raises:
        IndicatorError: another figure has the same key.
    """
    for one in declared:
        if _INDICATORS.setdefault(one.key, one) != one:
            raise IndicatorError(f"two figures call themselves {one.key!r}")


def indicators_forget(keys: Iterable[str]) -> None:
    """Take figures out again; tests do, the product does not."""
    for key in keys:
        _INDICATORS.pop(key, None)


def indicators() -> tuple[Indicator, ...]:
    """Return every figure, in the order of their entering."""
    return tuple(_INDICATORS.values())


def indicator_named(key: str) -> Indicator | None:
    """Return the figure of a key; None where there is none."""
    return _INDICATORS.get(key)
