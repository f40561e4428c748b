"""Numbers worked by hand: one step before each limit, at it, one step beyond."""

from __future__ import annotations

from datetime import date

import pytest

from xiuhua.scenes.fumes.rules.checks import found_of, lead_begins
from xiuhua.scenes.fumes.rules.granting import fume_grants
from xiuhua.scenes.fumes.rules.judging import (
    HourTally,
    Judged,
    SignalHour,
    Window,
    hour_is_online,
    hour_tallied,
    signal_lies,
    state_of,
    unit_suspected,
    window_judged,
)
from xiuhua.scenes.fumes.rules.letters import LetterFacts, demand_drafted, notice_drafted
from xiuhua.scenes.fumes.rules.limits import (
    FumeLimits,
    is_reached,
    limits_faults,
    limits_national,
    limits_read,
    limits_stored,
    size_class,
)
from xiuhua.scenes.fumes.rules.proving import (
    joint_fault,
    letter_fault,
    may_file,
    report_state,
    sampling_found,
)
from xiuhua.scenes.fumes.terms import (
    Found,
    KitchenState,
    ProofKind,
    ReportState,
    SizeClass,
    Verdict,
    Why,
)

_STUCK, _OUT, _HELD, _FAULTY = 1, 8, 16, 32
GOOD = Window(readings=10, fit=10, mean_mg_m3=1.0, greatest_mg_m3=1.4, purifier_share=1.0, fan_share=1.0)


def _window(**changes: object) -> Window:
    return Window(**({name: getattr(GOOD, name) for name in Window.__dataclass_fields__} | changes))


# GB 18483-2001, table 1: 3 and 6 stoves; 5.00 and 10 of 10^8 J/h; 3.3 and 6.6 m².
@pytest.mark.parametrize(
    ("told", "size"),
    [
        ({"stoves": 1}, SizeClass.SMALL),
        ({"stoves": 2}, SizeClass.SMALL),
        ({"stoves": 3}, SizeClass.MEDIUM),
        ({"stoves": 5}, SizeClass.MEDIUM),
        ({"stoves": 6}, SizeClass.LARGE),
        ({"stoves": None, "power_1e8_j_h": 4.99}, SizeClass.SMALL),
        ({"stoves": None, "power_1e8_j_h": 5.0}, SizeClass.MEDIUM),
        ({"stoves": None, "power_1e8_j_h": 10.0}, SizeClass.LARGE),
        ({"stoves": None, "hood_m2": 3.2}, SizeClass.SMALL),
        ({"stoves": None, "hood_m2": 3.3}, SizeClass.MEDIUM),
        ({"stoves": 2, "hood_m2": 6.6}, SizeClass.LARGE),  # the hoods of a large kitchen
        ({"stoves": None}, None),
        ({"stoves": 0}, None),
    ],
)
def test_a_kitchen_is_as_large_as_its_stoves_its_heat_or_its_hoods(
    told: dict[str, float], size: SizeClass | None
) -> None:
    assert size_class(**told) is size  # type: ignore[arg-type]  # named values


def test_the_nation_s_limits_hold_where_a_city_chose_nothing() -> None:
    limits = limits_national()
    assert [limits.of(size.value) for size in SizeClass] == [2.0, 2.0, 2.0]
    assert (limits.letter_count, limits.letter_days, limits.window_minutes) == (100, 30, 10)
    assert limits_faults(limits) == {}


def test_a_city_may_be_stricter_and_not_laxer() -> None:
    strict = FumeLimits(mg_m3={one.value: 1.0 for one in SizeClass}, letter_count=20)
    assert limits_faults(strict) == {}
    assert limits_read(limits_stored(strict)) == strict
    lax = FumeLimits(mg_m3={one.value: 2.1 for one in SizeClass}, window_minutes=7, letter_count=0)
    assert set(limits_faults(lax)) == {"mg_small", "mg_medium", "mg_large", "window_minutes", "letter_count"}


@pytest.mark.parametrize(("share", "reached"), [(79.9, False), (80.0, True), (80.1, True), (None, None)])
def test_a_rate_is_reached_at_its_target(share: float | None, reached: bool | None) -> None:  # noqa: FBT001 - a table's column
    assert is_reached(share, 80.0) is reached


@pytest.mark.parametrize(
    ("value", "why"),
    [(15.0, Why.NONE), (15.1, Why.MICROGRAM), (15_000.0, Why.MICROGRAM), (15_001.0, Why.NANOGRAM)],
)
def test_what_no_kitchen_emits_is_a_unit(value: float, why: Why) -> None:
    assert unit_suspected(value) is why


@pytest.mark.parametrize(
    ("window", "verdict", "why"),
    [
        (GOOD, Verdict.COMPLIANT, Why.NONE),
        (_window(mean_mg_m3=2.0), Verdict.COMPLIANT, Why.NONE),  # at the limit
        (_window(mean_mg_m3=2.01), Verdict.EXCEEDING, Why.NONE),
        (_window(purifier_share=0.5), Verdict.COMPLIANT, Why.NONE),
        (_window(purifier_share=0.4), Verdict.PURIFIER_OFF, Why.NONE),
        (_window(purifier_share=0.0, mean_mg_m3=2.5), Verdict.EXCEEDING, Why.NONE),
        (_window(mean_mg_m3=0.05, fan_share=0.0, purifier_share=0.0), Verdict.IDLE, Why.NONE),
        (_window(mean_mg_m3=0.06, fan_share=0.0, purifier_share=0.0), Verdict.PURIFIER_OFF, Why.NONE),
        (_window(mean_mg_m3=0.05, fan_share=None, purifier_share=0.0), Verdict.IDLE, Why.NONE),
        (_window(mean_mg_m3=0.05, fan_share=None, purifier_share=None), Verdict.COMPLIANT, Why.NONE),
        (_window(fit=5), Verdict.COMPLIANT, Why.NONE),  # half of ten
        (_window(readings=4, fit=4), Verdict.UNKNOWN, Why.FEW),
        (_window(fit=4, flags=_STUCK), Verdict.UNKNOWN, Why.STUCK),
        (_window(fit=0, mean_mg_m3=None, flags=_STUCK), Verdict.UNKNOWN, Why.STUCK),
        (_window(fit=4, flags=_FAULTY), Verdict.UNKNOWN, Why.UNFIT),
        (_window(fit=4, flags=_HELD | _STUCK), Verdict.UNKNOWN, Why.MAINTENANCE),
        # 620 µg/m³ recorded as 620 mg/m³: out of the instrument's range
        (_window(fit=0, mean_mg_m3=None, greatest_mg_m3=620, flags=_OUT), Verdict.UNKNOWN, Why.MICROGRAM),
        # 80 µg/m³ in clean air recorded as 80 mg/m³: within the range, and no kitchen
        (_window(mean_mg_m3=80.0, greatest_mg_m3=85.0), Verdict.UNKNOWN, Why.MICROGRAM),
        (_window(fit=0, mean_mg_m3=None, greatest_mg_m3=6.2e5, flags=_OUT), Verdict.UNKNOWN, Why.NANOGRAM),
        (Window(), Verdict.SILENT, Why.NONE),
    ],
)
def test_a_window_says_one_thing(window: Window, verdict: Verdict, why: Why) -> None:
    assert window_judged(window, limit_mg_m3=2.0) == Judged(verdict, why)


def test_a_signal_that_lies_makes_no_window_compliant_and_hides_no_exceedance() -> None:
    assert window_judged(GOOD, limit_mg_m3=2.0, signal_lies=True) == Judged(Verdict.UNKNOWN, Why.SIGNAL)
    over = _window(mean_mg_m3=3.0)
    assert window_judged(over, limit_mg_m3=2.0, signal_lies=True) == Judged(Verdict.EXCEEDING)


def _signals(on: int, closed: int, *, share: float = 1.0, fan: bool = True) -> list[SignalHour]:
    """So many hours with the purifier on, of which so many nobody cooked."""
    return [
        SignalHour(
            purifier_share=share, fan_share=(0.0 if number < closed else 1.0) if fan else None,
            fume_most_mg_m3=0.02 if number < closed else 1.2,
        )
        for number in range(on)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "lies"),
    [
        (_signals(24, 6), True),
        (_signals(24, 5), False),  # one closed hour too few
        (_signals(23, 6), False),  # one hour too few
        (_signals(24, 6, fan=False), True),  # clean air says that nobody cooked
        ([*_signals(24, 6), *_signals(1, 0, share=0.9)], False),  # it was off for a while
        ([], False),
    ],
)
def test_a_purifier_that_is_on_while_nobody_cooks_is_a_bridged_wire(
    hours: list[SignalHour],
    lies: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert signal_lies(hours) is lies


def test_the_windows_of_an_hour_are_counted_each_once() -> None:
    told = [
        Judged(Verdict.COMPLIANT), Judged(Verdict.COMPLIANT), Judged(Verdict.EXCEEDING),
        Judged(Verdict.PURIFIER_OFF), Judged(Verdict.UNKNOWN, Why.STUCK), Judged(Verdict.SILENT),
    ]  # fmt: skip
    tally = hour_tallied(told)
    assert (tally.compliant, tally.valid, tally.unknown, tally.why) == (2, 4, 1, Why.STUCK)


@pytest.mark.parametrize(("heard", "silent", "online"), [(3, 3, True), (2, 4, False), (0, 0, False)])
def test_an_hour_is_online_when_half_of_it_was_heard(heard: int, silent: int, online: bool) -> None:  # noqa: FBT001 - a table's column
    assert hour_is_online(HourTally(compliant=heard, silent=silent)) is online


def test_how_a_kitchen_stands_follows_from_its_last_window() -> None:
    def stands(latest: Judged | None, *, monitored: bool = True, heard: bool = True) -> KitchenState:
        return state_of(latest, is_monitored=monitored, is_heard=heard)

    assert stands(None, monitored=False) is KitchenState.UNMONITORED
    assert stands(Judged(Verdict.COMPLIANT), heard=False) is KitchenState.OFFLINE
    assert stands(Judged(Verdict.SILENT)) is KitchenState.OFFLINE
    assert stands(Judged(Verdict.IDLE)) is KitchenState.ONLINE
    assert stands(Judged(Verdict.EXCEEDING)) is KitchenState.EXCEEDING
    assert stands(Judged(Verdict.UNKNOWN, Why.STUCK)) is KitchenState.DOUBTFUL


def test_an_online_value_alone_proves_nothing() -> None:
    visit, sampling = ProofKind.VISIT.value, ProofKind.SAMPLING.value
    assert not may_file([])
    assert not may_file([(visit, Found.NOT_SO.value)])
    assert may_file([(visit, Found.SO.value)])
    assert may_file([(visit, Found.NOT_SO.value), (sampling, Found.SO.value)])
    assert not may_file([(ProofKind.RECHECK.value, Found.STILL.value)])


@pytest.mark.parametrize(
    ("exceeded", "sampled", "fault"),
    [(99, False, "fume_letter_early"), (100, False, None), (0, True, None)],
)
def test_a_notice_is_due_from_the_threshold_on(exceeded: int, sampled: bool, fault: str | None) -> None:  # noqa: FBT001 - a table's column
    assert letter_fault(exceeded=exceeded, sampled_over=sampled, limits=limits_national()) == fault


@pytest.mark.parametrize(
    ("outlet", "inlet", "found", "removed"),
    [
        (2.0, 8.0, Found.NOT_SO, 0.75),  # 1 - 2/8: a medium kitchen must remove 75 %
        (2.0, 7.9, Found.SO, 1 - 2 / 7.9),  # 74.7 %
        (2.1, 20.0, Found.SO, 0.895),  # removed enough, and above 2.0 all the same
        (1.9, None, Found.NOT_SO, None),
    ],
)
def test_a_sampling_is_held_to_limit_and_removal(
    outlet: float, inlet: float | None, found: Found, removed: float | None
) -> None:
    told = sampling_found(
        outlet_mg_m3=outlet, inlet_mg_m3=inlet, size=SizeClass.MEDIUM.value, limits=limits_national()
    )
    assert told[0] is found
    assert told[1] == (None if removed is None else pytest.approx(removed))


@pytest.mark.parametrize(
    ("expires", "state"),
    [
        (None, ReportState.NONE),
        (date(2026, 3, 1), ReportState.EXPIRED),
        (date(2026, 3, 2), ReportState.DUE),  # through its last day
        (date(2026, 4, 1), ReportState.DUE),
        (date(2026, 4, 2), ReportState.VALID),
    ],
)
def test_a_report_is_valid_through_its_last_day(expires: date | None, state: ReportState) -> None:
    assert report_state(expires, on=date(2026, 3, 2)) is state


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"size": SizeClass.MEDIUM.value}, "fume_joint_large"),
        ({"complaints": 1}, "fume_joint_quiet"),
        ({"state": KitchenState.ONLINE.value}, "fume_joint_compliant"),
        ({"state": KitchenState.ONLINE.value, "exceeded": 1}, None),
    ],
)
def test_complaints_and_a_monitor_that_says_nothing_good_call_for_joint_action(
    changes: dict[str, object], fault: str | None
) -> None:
    given: dict[str, object] = {
        "size": SizeClass.SMALL.value, "complaints": 2, "exceeded": 0,
        "state": KitchenState.UNMONITORED.value,
    }  # fmt: skip
    assert joint_fault(**(given | changes), limits=limits_national()) == fault  # type: ignore[arg-type]  # named values


def test_the_notice_says_what_was_counted_and_that_a_value_is_no_proof() -> None:
    facts = LetterFacts(
        kitchen="知味面馆", address="滨河路 12 号", party="", since="2026年02月01日", until="2026年03月02日",
        exceeded=104, greatest="3.20 mg/m³", limit="2 mg/m³",
        proofs=("2026年03月01日现场核查属实：滤网破损",),
        case="AJ00000012", days=15, purifier_off=3,
    )  # fmt: skip
    draft = notice_drafted(facts)
    assert draft.addressee == "知味面馆"
    assert "共超标 104 次，最高 3.20 mg/m³，限值 2 mg/m³" in draft.body
    assert "在线监测数值为线索，不作为处罚依据" in draft.body
    assert "净化设施未开启 3 次" in draft.body
    assert "现场核查属实：滤网破损" in draft.body
    demand = demand_drafted(LetterFacts(
        kitchen="知味面馆", address="滨河路 12 号", party="知味餐饮", since="", until="", exceeded=0,
        report="未提供有效的油烟检测报告",
    ))  # fmt: skip
    assert demand.addressee == "知味餐饮"
    assert "未提供有效的油烟检测报告" in demand.body


def test_nobody_but_the_kitchen_answers_for_it() -> None:
    assert {grant.role for grant in fume_grants() if "fumes.answer" in grant.acts} == {"caterer"}


@pytest.mark.parametrize(
    ("item", "means"),
    [
        ("purifier", "proof"), ("outlet", "proof"), ("monitor", "lead"),
        ("hood", "order"), ("cleaned", "order"), ("report", "order"),
    ],
)  # fmt: skip
def test_what_an_officer_sees_on_the_spot_proves_what_a_monitor_can_only_suggest(
    item: str, means: str
) -> None:
    assert lead_begins(item) is (means != "order")
    assert found_of(item) is (Found.SO if means == "proof" else None)
