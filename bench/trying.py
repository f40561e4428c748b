"""A rule tried on a month of readings, beside the least anybody does with them: comparing each with a limit.

The arrays are built once by a seed and lie under `var/bench`: a thousand kitchens, thirty days, a reading a
minute, each with its own offset to the minute, evening peaks, outages and unfit values.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from bench.figures import Figure, at_least, at_most
from xiuhua.config.env import Environment
from xiuhua.sensing.rules.alarms import AlarmStep, Rule, Subject, rule_read
from xiuhua.sensing.rules.live import Live
from xiuhua.sensing.rules.trying import Readings, episodes, tried
from xiuhua.sensing.terms.doubts import Doubt

DEVICES = 1_000
MINUTES = 30 * 24 * 60
LIMIT_S = 15.0
RATIO = 100.0  # on a slower machine, to comparing alone, which is one pass and no alarms
LIVE_RATE = 20_000  # what the gateway is to judge
LIVE_RATIO = 0.0005  # on a slower machine, to comparing in arrays
START = 1_772_380_800.0  # 2026-03-02 00:00 in Shanghai
_DAY_MINUTES = 24 * 60
_COMPARED = 5  # devices judged live too, all of the month
_SEED = 20_260_101
_MADE = 1  # to be raised when the readings are made in another way

RULE = rule_read(
    {
        "series": {"fume": {"quantity": "a34041", "hold_s": 300}},
        "levels": [
            {
                "severity": "major",
                "when": {"kind": "limit", "of": "fume", "is": "above", "limit": 2.0},
                "after_s": 600,
                "clear": {"kind": "limit", "of": "fume", "is": "below", "limit": 1.8},
                "clear_after_s": 300,
            }
        ],
        "flap": {"times": 3, "within_s": 7200, "quiet_s": 1800},
        "escalate_after_s": [900],
    },
    key="fume-high",
    version=1,
)


def run(environment: Environment) -> list[Figure]:
    """Try the rule on all devices, compare with bare comparing, and with live judgement of some."""
    folder = _folder(environment.var)
    started = time.process_time()
    found = {device: _tried(device, readings) for device, readings in _devices(folder)}
    seconds = time.process_time() - started
    started = time.process_time()
    compared = sum(int((readings.value > 2.0).sum()) for _device, readings in _devices(folder))
    bare = time.process_time() - started
    assert compared, "no reading is above the limit"  # noqa: S101 - a benchmark is a test
    alarms = sum(len(episodes(steps)) for steps in found.values())
    assert alarms > DEVICES, alarms  # noqa: S101 - of a month of peaks
    return [
        at_most("try-month", seconds, "s", limit=LIMIT_S, baseline=bare, ratio=RATIO),
        _live_same(folder, found, DEVICES * MINUTES / bare),
        Figure(
            name="try-alarms",
            value=alarms,
            unit="alarms",
            limit=None,
            better="higher",
            baseline=None,
            ok=True,
        ),
    ]


def _live_same(folder: Path, found: Mapping[int, list[AlarmStep]], bare_rate: float) -> Figure:
    """Judge some devices one reading at a time: as fast as it must be, and the very same alarms."""
    judged, seconds = 0, 0.0
    for device, readings in list(_devices(folder))[:_COMPARED]:
        points = list(
            zip(readings.at_s.tolist(), readings.value.tolist(), readings.flags.tolist(), strict=True)
        )
        started = time.process_time()
        steps = _lived(RULE, _subject(device), points)
        seconds += time.process_time() - started
        judged += len(points)
        assert steps == found[device], device  # noqa: S101 - a benchmark is a test
    return at_least(
        "try-live", judged / seconds, "readings/s", limit=LIVE_RATE, baseline=bare_rate, ratio=LIVE_RATIO
    )


def _lived(rule: Rule, subject: Subject, points: list[tuple[float, float, int]]) -> list[AlarmStep]:
    live = Live(rule, subject, START)
    steps: list[AlarmStep] = []
    for at, value, flags in points:
        if live.wake_at <= at:
            steps += live.advance(at)
        steps += live.reading("fume", at, value, flags, now=at)[1]
    steps += live.advance(_until() + rule.settle_s)
    return [step for step in steps if step.at <= _until()]


def _until() -> float:
    return START + MINUTES * 60


def _subject(device: int) -> Subject:
    return Subject(key=f"device:{device}")


def _tried(device: int, readings: Readings) -> list[AlarmStep]:
    return tried(RULE, _subject(device), {"fume": readings}, start=START, until=_until())


def _devices(folder: Path) -> Iterator[tuple[int, Readings]]:
    """Yield each device with its readings, from the files."""
    at_s, value, flags = (
        np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("at_s", "value", "flags")
    )
    for device in range(DEVICES):
        yield device, Readings(np.array(at_s[device]), np.array(value[device]), np.array(flags[device]))


def _folder(var: Path) -> Path:
    folder = var / f"try-{_MADE}-{_SEED}-{DEVICES}-{MINUTES}"
    if not (folder / "whole").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _make(folder)
        (folder / "whole").touch()
    return folder


def _make(folder: Path) -> None:
    """Write the readings of all devices: (DEVICES, MINUTES) of instants, values and flags."""
    draw = np.random.default_rng(_SEED)
    shape = (DEVICES, MINUTES)
    files = {
        name: np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=kind, shape=shape)
        for name, kind in (("at_s", np.float64), ("value", np.float64), ("flags", np.uint16))
    }
    minutes = np.arange(MINUTES)
    cooking = np.exp(-(((minutes % _DAY_MINUTES) - 18.5 * 60) ** 2) / (2 * 90**2))
    for device in range(DEVICES):
        files["at_s"][device] = START + minutes * 60.0 + draw.integers(0, 60)
        peak = 1.2 + draw.random()
        drift = np.repeat(draw.normal(0, 0.25, MINUTES // 20), 20)
        value = np.maximum(0.05, peak * cooking + drift * cooking + draw.normal(0, 0.08, MINUTES) + 0.2)
        flags = np.zeros(MINUTES, np.uint16)
        flags[draw.random(MINUTES) < 0.001] |= np.uint16(Doubt.FAULTY.bit)
        for begins in draw.integers(
            0, MINUTES, 2
        ):  # what was stored in an outage comes late and is not judged
            flags[begins : begins + int(draw.integers(10, 240))] |= np.uint16(Doubt.LATE_ARRIVAL.bit)
        files["value"][device], files["flags"][device] = value, flags
    for file in files.values():
        file.flush()
