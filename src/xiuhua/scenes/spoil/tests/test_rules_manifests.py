import pytest

from xiuhua.scenes.spoil.rules.manifests import (
    BalanceRules,
    Fault,
    Written,
    counts,
    fault_said,
    imbalance_share,
    manifest_faults,
    natural_m3,
    weight_fault,
)
from xiuhua.scenes.spoil.rules.sites import may_become, site_level
from xiuhua.scenes.spoil.terms import ManifestFault, MeasuredIn, SiteLevel, SiteStage, WeightFault

NOON = 1_767_240_000.0


@pytest.mark.parametrize(
    ("amount", "measured_in", "natural"),
    [
        (20.0, MeasuredIn.NATURAL, 20.0),
        (26.0, MeasuredIn.LOOSE, 20.0),  # 26 / 1.30
        (36.0, MeasuredIn.TONNES, 20.0),  # 36 / 1.8
    ],
)
def test_amounts_are_told_in_the_ground(amount: float, measured_in: MeasuredIn, natural: float) -> None:
    assert natural_m3(amount, measured_in) == pytest.approx(natural)
    with pytest.raises(ValueError, match="no amount"):
        natural_m3(0.0, measured_in)


def test_a_share_needs_something_that_left() -> None:
    assert imbalance_share(20.0, 19.0) == pytest.approx(-0.05)
    with pytest.raises(ValueError, match="nothing left"):
        imbalance_share(0.0, 19.0)


@pytest.mark.parametrize(
    ("gross_kg", "fault"),
    [
        (0.0, WeightFault.NONE),
        (14_999.0, WeightFault.BELOW_TARE),
        (15_000.0, WeightFault.BELOW_TARE),  # nothing on it is no load
        (15_001.0, None),
        (36_000.0, None),  # 21,000 kg net = 20,000 kg * 1.05
        (36_001.0, WeightFault.OVERLOADED),
        (77_000.0, WeightFault.OVERLOADED),  # 62,000 kg net, the most there is
        (77_001.0, WeightFault.IMPOSSIBLE),
    ],
)
def test_weights_that_cannot_be_never_count(gross_kg: float, fault: WeightFault | None) -> None:
    found = weight_fault(gross_kg, 15_000.0, 20_000.0)
    assert (found.kind if found else None) is fault
    assert counts(found) is (fault in {None, WeightFault.OVERLOADED})


def test_what_a_truck_may_carry_need_not_be_known() -> None:
    assert weight_fault(60_000.0, 15_000.0, None) is None


@pytest.mark.parametrize(
    ("written", "faults"),
    [
        (Written(opened_s=NOON, left_s=NOON), []),  # opened as it leaves is in time
        (Written(opened_s=NOON + 1, left_s=NOON), [ManifestFault.AFTER_TRIP]),
        (Written(opened_s=NOON, room_m3=20.0, loaded_m3=20.0), []),
        (Written(opened_s=NOON, room_m3=19.9, loaded_m3=20.0), [ManifestFault.DOCK_FULL]),
        (Written(opened_s=NOON, open_others=0), []),
        (Written(opened_s=NOON, open_others=1), [ManifestFault.TWO_OPEN]),
        (Written(opened_s=NOON, hauled_m3=900.0, approved_m3=900.0), []),
        (Written(opened_s=NOON, hauled_m3=900.1, approved_m3=900.0), [ManifestFault.TOO_MUCH]),
        (Written(opened_s=NOON, loaded_m3=20.0, tipped_m3=19.0), []),  # 5 % less
        (Written(opened_s=NOON, loaded_m3=20.0, tipped_m3=18.98), [ManifestFault.SHORT]),
        (Written(opened_s=NOON, loaded_m3=20.0, tipped_m3=21.0), []),
        (Written(opened_s=NOON, loaded_m3=20.0, tipped_m3=21.02), [ManifestFault.SURPLUS]),
        (Written(opened_s=NOON, left_s=NOON, arrived_s=NOON + 60), []),
        (Written(opened_s=NOON, left_s=NOON, arrived_s=NOON + 59), [ManifestFault.NO_TIME]),
    ],
)
def test_a_manifest_is_at_fault_beyond_its_limits_and_not_at_them(
    written: Written, faults: list[ManifestFault]
) -> None:
    assert [fault.kind for fault in manifest_faults(written)] == faults


def test_tolerance_is_a_setting() -> None:
    written = Written(opened_s=NOON, loaded_m3=20.0, tipped_m3=17.0)
    assert manifest_faults(written, BalanceRules(tolerance_share=0.15)) == []


def test_a_fault_is_a_whole_sentence() -> None:
    fault = Fault(ManifestFault.SHORT, 15.25, 5.0)
    assert fault_said(fault, "zh-hans") == "到场量比出场量少 15.2 %（允许 5 %）"
    assert fault_said(fault, "en") == "15.2 % less arrived than left (allowed: 5 %)"


@pytest.mark.parametrize(
    ("building_m2", "level"),
    [(49_999.9, SiteLevel.DISTRICT), (50_000.0, SiteLevel.ABOVE), (50_000.1, SiteLevel.ABOVE)],
)
def test_sites_below_fifty_thousand_are_the_districts(building_m2: float, level: SiteLevel) -> None:
    assert site_level(building_m2) is level


def test_a_site_without_size_is_nobodys() -> None:
    with pytest.raises(ValueError, match="no site"):
        site_level(0.0)


def test_a_site_is_resumed_only_after_it_was_stopped() -> None:
    assert may_become(SiteStage.STARTED, SiteStage.STOPPED)
    assert may_become(SiteStage.STOPPED, SiteStage.RESUMED)
    assert not may_become(SiteStage.STARTED, SiteStage.RESUMED)
    assert not may_become(SiteStage.COMPLETE, SiteStage.RESUMED)
