import numpy as np
import pytest

from xiuhua.scenes.spoil.rules.dust import DUST, must_spray, spray_effect, window_mean
from xiuhua.scenes.spoil.rules.risk import FileRecord, grade_of, graded
from xiuhua.scenes.spoil.rules.stakeout import Passes, night_passes, night_roster, watch_spots
from xiuhua.scenes.spoil.terms import DustState, Grade, RecordKind
from xiuhua.shared.geometry import Plane

AT = 1_767_240_000.0  # 2026-01-01T04:00Z, noon in China
DAY = 86_400.0
OFFSET = 8 * 3600.0


@pytest.mark.parametrize(
    ("points", "grade"),
    [(2.99, Grade.LOW), (3.0, Grade.MEDIUM), (9.99, Grade.MEDIUM), (10.0, Grade.HIGH)],
)
def test_grades_begin_at_their_points(points: float, grade: Grade) -> None:
    assert grade_of(points) is grade


def test_one_dumping_is_high_and_heals_by_half_in_half_a_year() -> None:
    one = [FileRecord(RecordKind.DUMPING, AT)]
    assert graded(one, at_s=AT).points == pytest.approx(12.0)
    assert graded(one, at_s=AT).grade is Grade.HIGH
    later = graded(one, at_s=AT + 180 * DAY)
    assert later.points == pytest.approx(6.0)
    assert later.grade is Grade.MEDIUM


def test_education_halves_the_light_records_before_it_and_no_grave_one() -> None:
    spilled = FileRecord(RecordKind.SPILLAGE, AT - DAY)
    taught = FileRecord(RecordKind.EDUCATED, AT)
    fresh = 0.5 ** (1 / 180)
    assert graded([spilled], at_s=AT).points == pytest.approx(3.0 * fresh)
    assert graded([spilled, taught], at_s=AT).points == pytest.approx(1.5 * fresh)
    dumped = FileRecord(RecordKind.DUMPING, AT - DAY)
    assert graded([dumped, taught], at_s=AT).points == pytest.approx(12.0 * fresh)


def test_passed_checks_make_good_three_points_at_most() -> None:
    clean = [FileRecord(RecordKind.CLEAN, AT)] * 20  # -10 points
    assert graded([FileRecord(RecordKind.DUMPING, AT), *clean], at_s=AT).points == pytest.approx(9.0)


def test_a_hauliers_points_are_those_of_one_truck() -> None:
    found = [FileRecord(RecordKind.DUMPING, AT)] * 2
    assert graded(found, at_s=AT, trucks=6).points == pytest.approx(4.0)
    assert graded(found, at_s=AT, trucks=6).because == ((RecordKind.DUMPING, 2, 24.0),)
    with pytest.raises(ValueError, match="without trucks"):
        graded(found, at_s=AT, trucks=0)


def test_what_comes_later_does_not_count_yet() -> None:
    assert graded([FileRecord(RecordKind.DUMPING, AT + 1)], at_s=AT).points == 0.0


def _dust(*levels: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a reading each minute."""
    return AT + 60.0 * np.arange(len(levels)), np.array(levels)


def test_a_mean_needs_three_readings() -> None:
    at_s, values = _dust(100.0, 200.0, 300.0)
    assert window_mean(at_s, values, since_s=AT, until_s=AT + 180, least=3) == pytest.approx(200.0)
    assert window_mean(at_s, values, since_s=AT, until_s=AT + 120, least=3) is None  # the end is outside


@pytest.mark.parametrize(("level", "sprays"), [(149.9, False), (150.0, False), (150.1, True)])
def test_spraying_begins_above_the_limit(level: float, *, sprays: bool) -> None:
    at_s, values = _dust(*[level] * 15)
    assert must_spray(at_s, values, now_s=AT + 840) is sprays
    assert not must_spray(at_s, values, now_s=AT + 840, background=0.2)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (240.0, DustState.FELL),  # by a fifth of 300
        (240.1, DustState.STAYED),
        (100.0, DustState.FELL),
    ],
)
def test_spraying_is_judged_by_the_fall(after: float, state: DustState) -> None:
    at_s, values = _dust(*[300.0] * 25, *[after] * 15)  # sprayed at 15 min, settled at 25 min, told at 40 min
    effect = spray_effect(at_s, values, sprayed_s=AT + 900, now_s=AT + 2400)
    assert effect.state is state
    assert effect.before == 300.0
    assert effect.after == pytest.approx(after)
    assert spray_effect(at_s, values, sprayed_s=AT + 900, now_s=AT + 2399).state is DustState.SPRAYING


def test_a_silent_monitor_proves_nothing() -> None:
    at_s, values = _dust(*[300.0] * 16)
    found = spray_effect(at_s, values, sprayed_s=AT + 900, now_s=AT + 900 + DUST.settle_s + DUST.mean_s)
    assert found.state is DustState.UNPROVEN


HERE = Plane(120.0, 30.0)


def _night(trucks: int, x_m: float, y_m: float, hour: int = 23) -> np.ndarray:
    """Return one moving fix of so many trucks at an hour: truck, time, longitude, latitude, km/h."""
    scale = HERE.flat_many(np.array([121.0]), np.array([31.0]))[0]
    at_s = AT - 12 * 3600 + hour * 3600 + 60.0
    return np.array([[n, at_s, 120 + x_m / scale[0], 30 + y_m / scale[1], 40.0] for n in range(trucks)])


def _passes(*some: np.ndarray) -> Passes:
    rows = np.concatenate(some)
    return night_passes(rows[:, 0].astype(np.int64), *rows[:, 1:].T, plane=HERE, utc_offset_s=OFFSET)


def test_each_truck_of_a_night_passes_a_cell_once() -> None:
    passes = _passes(_night(3, 50, 50), _night(3, 60, 60), _night(2, 250, 50))
    assert passes.trucks.tolist() == [3, 2]
    assert passes.by_hour[:, 23].tolist() == [3, 2]


def test_neither_day_nor_standing_is_a_pass() -> None:
    day, standing = _night(3, 50, 50, hour=12), _night(3, 50, 50)
    standing[:, 4] = 0.0
    assert len(_passes(day, standing).trucks) == 0


def test_a_finding_draws_the_watch_to_its_road() -> None:
    passes = _passes(_night(5, 50, 50), _night(3, 5_050, 50, hour=25))
    quiet = watch_spots(passes, np.empty((0, 4)), plane=HERE, at_s=AT + 3 * DAY)
    assert [spot.passes for spot in quiet] == [5, 3]
    there = _night(1, 5_100, 100)[0]
    found = np.array([[there[2], there[3], AT, 0.8]])
    spots = watch_spots(passes, found, plane=HERE, at_s=AT)
    assert [spot.passes for spot in spots] == [3, 5]
    # 3 + 20 * 0.8 * sqrt(3 / 5): the finding lies in the cell's middle
    assert spots[0].score == pytest.approx(3 + 16 * (3 / 5) ** 0.5)
    assert spots[0].from_hour == 0  # 1:01 lies in 0 to 2 first


def test_a_night_has_its_posts_apart() -> None:
    spots = watch_spots(
        _passes(_night(5, 50, 50), _night(4, 250, 50), _night(3, 2_050, 50)),
        np.empty((0, 4)),
        plane=HERE,
        at_s=AT,
    )
    assert [spot.passes for spot in night_roster(spots, 2, plane=HERE)] == [5, 3]
    assert [spot.passes for spot in night_roster(spots, 1, plane=HERE)] == [5]
