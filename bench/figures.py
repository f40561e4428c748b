"""What a benchmark answers, and how it is printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value beside its limit and the baseline of the same run.

    Args:
        name: stable, `events-p99`.
        limit: what it must reach; None where it only informs.
        baseline: what the same machine did in the same run without the product; None for none.
        ok: whether it holds. Disks differ by 8 times, so a ratio to the baseline may stand for the limit.
    """

    name: str
    value: float
    unit: str
    limit: float | None
    better: Literal["higher", "lower"]
    baseline: float | None
    ok: bool


def at_most(
    name: str,
    value: float,
    unit: str,
    *,
    limit: float | None = None,
    baseline: float | None = None,
    ratio: float = 0.0,
) -> Figure:
    """Return a figure that must not exceed its limit, or a multiple of the same run's baseline."""
    within = limit is None or value <= limit or (baseline is not None and value <= ratio * baseline)
    return Figure(
        name=name, value=value, unit=unit, limit=limit, better="lower", baseline=baseline, ok=within
    )


def at_least(
    name: str,
    value: float,
    unit: str,
    *,
    limit: float | None = None,
    baseline: float | None = None,
    ratio: float = 1.0,
) -> Figure:
    """Return a figure that must reach its limit, or a share of the same run's baseline."""
    within = limit is None or value >= limit or (baseline is not None and value >= ratio * baseline)
    return Figure(
        name=name, value=value, unit=unit, limit=limit, better="higher", baseline=baseline, ok=within
    )


def figures_json(figures: Sequence[Figure]) -> str:
    """Return the figures as the JSON list that `--json` prints."""
    return json.dumps([asdict(figure) for figure in figures], ensure_ascii=False)


def figures_read(text: str) -> list[Figure]:
    """Return the figures that `figures_json` wrote."""
    return [Figure(**fields) for fields in json.loads(text)]


def figures_table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table, fit for docs/performance.md."""
    heading = ("figure", "value", "limit", "baseline", "ratio", "holds")
    rows = [heading, ("---", "---:", "---:", "---:", "---:", "---"), *(_row(figure) for figure in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    sign = "≥" if figure.better == "higher" else "≤"
    ratio = figure.value / figure.baseline if figure.baseline else None
    return (
        figure.name,
        f"{_short(figure.value)} {figure.unit}",
        "" if figure.limit is None else f"{sign} {_short(figure.limit)} {figure.unit}",
        "" if figure.baseline is None else f"{_short(figure.baseline)} {figure.unit}",
        "" if ratio is None else _short(ratio),
        "yes" if figure.ok else "NO",
    )


def _short(value: float) -> str:
    """Return a number with three meaningful digits, as a person reads it."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
