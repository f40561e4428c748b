"""Units, people, posts, absences and handing over, at the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from xiuhua.access.models import User
from xiuhua.access.services import scope_set
from xiuhua.access.terms import Role
from xiuhua.ground.models import Absence, Person, Post, Unit
from xiuhua.ground.queries.people import standing_in
from xiuhua.ground.services.people import (
    open_work_register,
    people_create_many,
    person_edit,
    person_leave,
    person_link,
    person_phone_reveal,
    post_hand_over,
)
from xiuhua.ground.services.posts import (
    NewAbsence,
    NewPost,
    absence_end,
    absence_record,
    post_deputy_change,
    post_end,
    post_open,
)
from xiuhua.ground.services.units import (
    NewUnit,
    UnitWords,
    unit_edit,
    unit_move,
    unit_retire,
    units_create_many,
)
from xiuhua.ground.terms.people import AbsenceKind, PersonState, UnitKind, UnitState
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.ground.tests.people_kit import Bureau, bureau_built, new_person
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import CityError, Conflict, Invalid, NotAllowedNow, NotFound, NotPermitted

DAY = timedelta(days=1)
KEEPER = Actor(name="user:0", holdings=(Holding(role="data_admin", area="990101"),), user_id=0)
OFFICE = Actor(name="user:0", holdings=(Holding(role="committee_office", area="990101"),), user_id=0)
READER = Actor(name="user:0", holdings=(Holding(role="leader", area="990101"),), user_id=0)
People = Callable[..., tuple[User, Actor]]


@pytest.fixture
def bureau(ground: Ground) -> Bureau:
    """A bureau with a squad, a street office and three people."""
    return bureau_built()


def _fields(refused: pytest.ExceptionInfo[CityError]) -> dict[str, str]:
    return refused.value.fields


def _told(subject: str) -> list[str]:
    return list(Entry.objects.filter(subject=subject).order_by("pk").values_list("act", flat=True))


# --- units -------------------------------------------------------------------------------------------------


def test_units_come_in_any_order_and_stand_beneath_their_parents(bureau: Bureau) -> None:
    new = [
        NewUnit(code="Z2", name="二级", kind=UnitKind.SQUAD, area_code="990101", parent_code="Z1"),
        NewUnit(code="Z1", name="一级", kind=UnitKind.BUREAU, area_code="990101"),
    ]
    made = units_create_many(new=new, actor=KEEPER, at=NOON)
    assert [(unit.code, unit.parent and unit.parent.code) for unit in made] == [("Z1", None), ("Z2", "Z1")]
    assert units_create_many(new=new, actor=KEEPER, at=NOON) == []
    assert _told(f"unit:{made[0].pk}") == ["unit.create"]


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"name": "  "}, "name", "name_empty"),
        ({"code": " "}, "code", "unit_code_empty"),
        ({"area_code": "990199"}, "area_code", "unit_area_unknown"),
        ({"parent_code": "NONE"}, "parent_code", "unit_parent_unknown"),
    ],
)
def test_one_bad_unit_refuses_the_whole_sending(
    bureau: Bureau, change: dict[str, str], field: str, fault: str
) -> None:
    good = NewUnit(code="Z1", name="一级", kind=UnitKind.BUREAU, area_code="990101")
    bad = replace(good, **({"code": "Z2"} | change))  # type: ignore[arg-type]  # texts of some fields
    with pytest.raises(Invalid) as refused, transaction.atomic():
        units_create_many(new=[good, bad], actor=KEEPER, at=NOON)
    assert _fields(refused)[field] == fault
    assert not Unit.objects.filter(code="Z1").exists()


def test_units_that_hang_in_a_circle_find_no_parent(bureau: Bureau) -> None:
    pair = [
        NewUnit(code=one, name=one, kind=UnitKind.SQUAD, area_code="990101", parent_code=other)
        for one, other in (("Z1", "Z2"), ("Z2", "Z1"))
    ]
    with pytest.raises(Invalid) as refused:
        units_create_many(new=pair, actor=KEEPER, at=NOON)
    assert _fields(refused) == {"parent_code": "unit_parent_unknown"}


def test_a_code_twice_in_one_sending_is_named(bureau: Bureau) -> None:
    one = NewUnit(code="Z1", name="一级", kind=UnitKind.BUREAU, area_code="990101")
    with pytest.raises(Conflict) as refused:
        units_create_many(new=[one, one], actor=KEEPER, at=NOON)
    assert refused.value.arguments["key"] == "Z1"


def test_a_unit_outside_ones_areas_is_refused(bureau: Bureau) -> None:
    with pytest.raises(NotPermitted):
        units_create_many(
            new=[NewUnit(code="Z1", name="邻区", kind=UnitKind.BUREAU, area_code="990102")],
            actor=KEEPER,
            at=NOON,
        )


def test_a_unit_is_renamed_once_and_an_empty_change_leaves_no_trace(bureau: Bureau) -> None:
    words = UnitWords(
        name="绣衣街道办", short_name="绣衣", kind=UnitKind.STREET_OFFICE, duty_phone="88880000"
    )
    for _again in range(2):
        unit_edit(unit_id=bureau.street.pk, words=words, actor=KEEPER, at=NOON)
    assert _told(f"unit:{bureau.street.pk}") == ["unit.create", "unit.edit"]


def test_a_unit_never_hangs_beneath_itself(bureau: Bureau) -> None:
    moved = unit_move(unit_id=bureau.street.pk, parent_code="YH-01-S3", reason="调整", actor=KEEPER, at=NOON)
    assert moved.parent == bureau.squad
    for code, fault in (("YH-01-03", "unit_circle"), ("YH-01", "unit_circle")):
        with pytest.raises(Invalid) as refused:
            unit_move(unit_id=bureau.bureau.pk, parent_code=code, reason="调整", actor=KEEPER, at=NOON)
        assert _fields(refused) == {"parent": fault}
    with pytest.raises(Invalid) as refused:
        unit_move(unit_id=bureau.street.pk, parent_code="YH-01-S3", reason="", actor=KEEPER, at=NOON)
    assert _fields(refused) == {"parent": "unit_parent_same", "reason": "reason_empty"}


def test_a_unit_is_retired_only_when_nothing_hangs_on_it_and_what_hangs_is_named(bureau: Bureau) -> None:
    with pytest.raises(Invalid) as refused:
        unit_retire(unit_id=bureau.bureau.pk, reason="机构改革", actor=KEEPER, at=NOON)
    assert _fields(refused) == {"unit": "unit_in_use"}
    assert "执法三中队" in str(refused.value.arguments["holders"])
    assert "罗景行" in str(refused.value.arguments["holders"])
    empty = unit_retire(unit_id=bureau.squad.pk, reason="机构改革", actor=KEEPER, at=NOON)
    assert empty.state == UnitState.RETIRED
    with pytest.raises(NotAllowedNow):
        unit_retire(unit_id=bureau.squad.pk, reason="机构改革", actor=KEEPER, at=NOON)


# --- people ------------------------------------------------------------------------------------------------


def test_people_are_recorded_all_or_none(bureau: Bureau) -> None:
    good = new_person("G9001", "叶小满", "YH-01-03")
    with pytest.raises(Invalid) as refused, transaction.atomic():
        people_create_many(new=[good, new_person("G9002", "无此单位", "NONE")], actor=KEEPER, at=NOON)
    assert (_fields(refused), refused.value.arguments["code"]) == ({"unit": "unit_unknown"}, "G9002")
    assert not Person.objects.filter(work_number="G9001").exists()
    assert len(people_create_many(new=[good], actor=KEEPER, at=NOON)) == 1
    assert people_create_many(new=[good], actor=KEEPER, at=NOON) == []  # the same again
    with pytest.raises(Conflict):
        people_create_many(new=[new_person("G9001", "别人", "YH-01-03")], actor=KEEPER, at=NOON)


def test_a_number_that_is_none_is_refused(bureau: Bureau) -> None:
    with pytest.raises(Invalid) as refused:
        people_create_many(
            new=[new_person("G9003", "号码", "YH-01-03", phone="call me")], actor=KEEPER, at=NOON
        )
    assert _fields(refused) == {"phone": "phone_bad"}


def test_a_changed_number_is_masked_in_the_history_and_none_keeps_it(bureau: Bureau) -> None:
    kept = person_edit(
        person_id=bureau.chief.pk, name="罗景行", unit_code="YH-01", phone=None, actor=KEEPER, at=NOON
    )
    assert kept.phone == "19900000001"
    person_edit(
        person_id=bureau.chief.pk,
        name="罗景行",
        unit_code="YH-01",
        phone="19912345678",
        actor=KEEPER,
        at=NOON,
    )
    words = Entry.objects.filter(act="person.edit").latest("pk").opening.words
    assert words == {"phone.before": "199****0001", "phone.after": "199****5678"}


def test_somebody_is_not_moved_out_of_ones_areas(bureau: Bureau) -> None:
    units_create_many(
        new=[NewUnit(code="LJ-01", name="临江局", kind=UnitKind.BUREAU, area_code="990102")],
        actor=Actor(name="user:0", holdings=(Holding(role="data_admin"),)),
        at=NOON,
    )
    with pytest.raises(NotPermitted), transaction.atomic():
        person_edit(
            person_id=bureau.chief.pk, name="罗景行", unit_code="LJ-01", phone=None, actor=KEEPER, at=NOON
        )


def test_an_account_belongs_to_one_person_only(bureau: Bureau, person: People) -> None:
    person("roadchief", Role.ROAD_CHIEF, "990101")
    linked = person_link(person_id=bureau.chief.pk, username="RoadChief", actor=KEEPER, at=NOON)
    assert linked.user is not None
    for username, fault in (("roadchief", "account_taken"), ("nobody", "account_unknown")):
        with pytest.raises(Invalid) as refused:
            person_link(person_id=bureau.deputy.pk, username=username, actor=KEEPER, at=NOON)
        assert _fields(refused) == {"username": fault}
    assert person_link(person_id=bureau.chief.pk, username="", actor=KEEPER, at=NOON).user is None


def test_the_full_number_needs_a_reason_that_the_ledger_keeps(bureau: Bureau) -> None:
    with pytest.raises(Invalid):
        person_phone_reveal(person_id=bureau.chief.pk, reason=" ", actor=READER, at=NOON)
    assert _told(f"person:{bureau.chief.pk}") == ["person.create"]
    said = person_phone_reveal(person_id=bureau.chief.pk, reason="汛情紧急联络", actor=READER, at=NOON)
    assert said == "19900000001"
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.opening.words) == ("person.phone_reveal", {"reason": "汛情紧急联络"})
    assert "19900000001" not in str(entry.detail)


def test_whoever_holds_posts_cannot_leave_and_the_posts_are_named(bureau: Bureau) -> None:
    with pytest.raises(Invalid) as refused:
        person_leave(person_id=bureau.chief.pk, reason="退休", actor=KEEPER, at=NOON)
    assert refused.value.arguments["posts"] == "办事处副主任"
    post_end(post_id=bureau.post.pk, until=NOON, reason="退休", actor=KEEPER, at=NOON)
    left = person_leave(person_id=bureau.chief.pk, reason="退休", actor=KEEPER, at=NOON)
    assert left.state == PersonState.LEFT
    with pytest.raises(NotAllowedNow):
        person_leave(person_id=bureau.chief.pk, reason="退休", actor=KEEPER, at=NOON)


# --- posts -------------------------------------------------------------------------------------------------


def _new_post(**changes: object) -> NewPost:
    values: dict[str, object] = {
        "work_number": "G0003", "unit_code": "YH-01-03", "role": Role.GRID_MEMBER, "area_code": "990101003",
        "since": NOON,
    }  # fmt: skip
    return NewPost(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types


def test_a_post_is_opened_once_at_a_time(bureau: Bureau) -> None:
    post = post_open(new=_new_post(deputy_number="G0002"), actor=KEEPER, at=NOON)
    assert (post.deputy, post.area_code) == (bureau.deputy, "990101003")
    with pytest.raises(Invalid) as refused:
        post_open(new=_new_post(), actor=KEEPER, at=NOON)
    assert _fields(refused) == {"role": "post_doubled"}
    assert _told(f"post:{post.pk}") == ["post.open"]


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"work_number": "G9999"}, "person", "person_unknown"),
        ({"unit_code": "NONE"}, "unit", "unit_unknown"),
        ({"area_code": "1"}, "area", "post_area_unknown"),
        ({"role": Role.AUDITOR}, "role", "post_role_separated"),
        ({"deputy_number": "G0003"}, "deputy", "deputy_is_holder"),
        ({"deputy_number": "G9999"}, "deputy", "deputy_unknown"),
        ({"until": NOON}, "until", "period_turned"),
    ],
)
def test_what_cannot_be_a_post_is_refused_by_name(
    bureau: Bureau, changes: dict[str, object], field: str, fault: str
) -> None:
    before = Post.objects.count()
    with pytest.raises(Invalid) as refused:
        post_open(new=_new_post(**changes), actor=KEEPER, at=NOON)
    assert _fields(refused) == {field: fault}
    assert Post.objects.count() == before


def test_the_deputy_is_somebody_else_who_serves(bureau: Bureau) -> None:
    person_leave(person_id=bureau.third.pk, reason="离职", actor=KEEPER, at=NOON)
    for number, fault in (("G0001", "deputy_is_holder"), ("G0003", "deputy_left"), ("X", "deputy_unknown")):
        with pytest.raises(Invalid) as refused:
            post_deputy_change(post_id=bureau.post.pk, deputy_number=number, actor=KEEPER, at=NOON)
        assert _fields(refused) == {"deputy": fault}
    assert post_deputy_change(post_id=bureau.post.pk, deputy_number="", actor=KEEPER, at=NOON).deputy is None


def test_an_ended_post_changes_no_more(bureau: Bureau) -> None:
    post_end(post_id=bureau.post.pk, until=NOON, reason="调岗", actor=KEEPER, at=NOON)
    with pytest.raises(Invalid) as refused:
        post_end(post_id=bureau.post.pk, until=NOON + DAY, reason="调岗", actor=KEEPER, at=NOON)
    assert _fields(refused) == {"until": "post_ended"}
    with pytest.raises(Invalid) as refused:
        post_deputy_change(post_id=bureau.post.pk, deputy_number="G0003", actor=KEEPER, at=NOON)
    assert _fields(refused) == {"deputy": "post_ended"}


# --- absences ----------------------------------------------------------------------------------------------


def _away(**changes: object) -> NewAbsence:
    values: dict[str, object] = {"kind": AbsenceKind.LEAVE, "since": NOON, "until": NOON + 3 * DAY}
    return NewAbsence(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types


def _answering(post: Post, at: datetime) -> tuple[object, object]:
    found = standing_in([post.pk], at)[post.pk]
    return found.person and found.person.name, found.instead_of and found.instead_of.name


def test_while_the_holder_is_away_the_named_one_answers_then_the_deputy_then_the_unit(bureau: Bureau) -> None:
    assert _answering(bureau.post, NOON) == ("罗景行", None)
    own = absence_record(person_id=bureau.chief.pk, new=_away(deputy_number="G0003"), actor=OFFICE, at=NOON)
    assert _answering(bureau.post, NOON) == ("叶知秋", "罗景行")
    absence_record(person_id=bureau.third.pk, new=_away(until=NOON + DAY), actor=OFFICE, at=NOON)
    assert _answering(bureau.post, NOON) == ("苏念慈", "罗景行")
    absence_record(person_id=bureau.deputy.pk, new=_away(until=NOON + DAY), actor=OFFICE, at=NOON)
    assert _answering(bureau.post, NOON) == (None, "罗景行")
    assert _answering(bureau.post, NOON + DAY) == ("叶知秋", "罗景行")
    absence_end(absence_id=own.pk, actor=OFFICE, at=NOON + 2 * DAY)
    assert _answering(bureau.post, NOON + 2 * DAY) == ("罗景行", None)
    assert _answering(bureau.post, NOON - 9999 * DAY) == (None, "罗景行")  # before the post began


def test_absences_do_not_overlap_and_end_once(bureau: Bureau) -> None:
    first = absence_record(person_id=bureau.chief.pk, new=_away(), actor=OFFICE, at=NOON)
    with pytest.raises(Invalid) as refused:
        absence_record(person_id=bureau.chief.pk, new=_away(since=NOON + DAY), actor=OFFICE, at=NOON)
    assert _fields(refused) == {"since": "absence_overlaps"}
    after = _away(since=NOON + 3 * DAY, until=NOON + 4 * DAY)
    later = absence_record(person_id=bureau.chief.pk, new=after, actor=OFFICE, at=NOON)
    absence_end(absence_id=first.pk, actor=OFFICE, at=NOON + DAY)
    absence_end(absence_id=later.pk, actor=OFFICE, at=NOON + DAY)  # taken back before it began
    for absence in (first, later):
        with pytest.raises(Invalid) as refused:
            absence_end(absence_id=absence.pk, actor=OFFICE, at=NOON + DAY)
        assert _fields(refused) == {"absence": "absence_over"}


def test_anybody_records_their_own_absence_and_nobody_elses(bureau: Bureau, person: People) -> None:
    _user, actor = person("roadchief", Role.ROAD_CHIEF, "990101")
    with pytest.raises(NotPermitted):
        absence_record(person_id=bureau.chief.pk, new=_away(), actor=actor, at=NOON)
    person_link(person_id=bureau.chief.pk, username="roadchief", actor=KEEPER, at=NOON)
    absence = absence_record(person_id=bureau.chief.pk, new=_away(), actor=actor, at=NOON)
    absence_end(absence_id=absence.pk, actor=actor, at=NOON + DAY)
    with pytest.raises(NotPermitted):
        absence_record(person_id=bureau.third.pk, new=_away(), actor=actor, at=NOON)


def test_nobody_stands_in_for_themselves(bureau: Bureau) -> None:
    with pytest.raises(Invalid) as refused:
        absence_record(person_id=bureau.chief.pk, new=_away(deputy_number="G0001"), actor=OFFICE, at=NOON)
    assert _fields(refused) == {"deputy": "deputy_is_holder"}


# --- handing over ------------------------------------------------------------------------------------------


@dataclass
class _Cases:
    """Open work that the test keeps; refuses the second piece where told so."""

    key: str = "case"
    zh: str = "件案件"
    en: str = "cases"
    refuses: bool = False
    moved: int = 0

    def count(self, person: Person, at: datetime) -> int:
        return Post.objects.filter(person=person, validity__contains=at).count()

    def move(self, from_post: Post, to_post: Post, at: datetime, actor: Actor) -> int:
        assert actor == KEEPER
        assert (from_post.validity.upper, to_post.validity.lower) == (at, at)
        self.moved += 1
        if self.refuses and self.moved == 2:
            raise Invalid(fields={"case": "hand_over_nothing"})
        return 3


def _second_post(bureau: Bureau) -> Post:
    return post_open(new=_new_post(work_number="G0001"), actor=KEEPER, at=NOON)


def test_posts_and_their_open_work_go_to_the_receiver_in_one_act(bureau: Bureau) -> None:
    second, taken_out = _second_post(bureau), open_work_register(cases := _Cases())
    try:
        moved = post_hand_over(
            from_person_id=bureau.chief.pk, to_number="G0002", reason="调任", actor=KEEPER, at=NOON + DAY
        )
    finally:
        taken_out()
    assert (len(moved.posts), dict(moved.work), cases.moved) == (2, {"duty": 0, "case": 6}, 2)
    held = Post.objects.filter(validity__contains=NOON + DAY)
    assert {(post.person_id, post.area_code) for post in held} == {(bureau.deputy.pk, "990101003")}
    assert next(new for new in moved.posts if new.role == Role.ROAD_CHIEF).deputy == bureau.chief  # B gave A
    for post in (bureau.post, second):
        assert _told(f"post:{post.pk}") == ["post.open", "post.end"]
    assert _told(f"post:{moved.posts[0].pk}") == ["post.open"]
    assert _told(f"person:{bureau.chief.pk}")[-1] == "person.hand_over"
    assert _told(f"person:{bureau.deputy.pk}")[-1] == "person.take_over"


def test_only_the_chosen_posts_go(bureau: Bureau) -> None:
    second = _second_post(bureau)
    post_hand_over(
        from_person_id=bureau.chief.pk, to_number="G0002", reason="调任", post_ids=[second.pk], actor=KEEPER,
        at=NOON + DAY,
    )  # fmt: skip
    kept = Post.objects.filter(person=bureau.chief, validity__contains=NOON + DAY)
    assert list(kept) == [bureau.post]


def test_a_refusal_anywhere_leaves_nothing_half_moved(bureau: Bureau) -> None:
    _second_post(bureau)
    taken_out, before = open_work_register(_Cases(refuses=True)), Entry.objects.count()
    try:
        with pytest.raises(Invalid), transaction.atomic():
            post_hand_over(
                from_person_id=bureau.chief.pk, to_number="G0002", reason="调任", actor=KEEPER, at=NOON + DAY
            )
    finally:
        taken_out()
    assert Post.objects.filter(person=bureau.chief, validity__contains=NOON + DAY).count() == 2
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"to_number": "G0001"}, "to", "hand_over_self"),
        ({"to_number": "X"}, "to", "person_unknown"),
        ({"reason": " "}, "reason", "reason_empty"),
        ({"post_ids": []}, "posts", "hand_over_nothing"),
        ({"post_ids": [0]}, "posts", "hand_over_not_held"),
    ],
)
def test_what_cannot_be_handed_over_is_refused_by_name(
    bureau: Bureau, changes: dict[str, object], field: str, fault: str
) -> None:
    values: dict[str, object] = {"from_person_id": bureau.chief.pk, "to_number": "G0002", "reason": "调任"}
    with pytest.raises(Invalid) as refused:
        post_hand_over(**(values | changes), actor=KEEPER, at=NOON + DAY)  # type: ignore[arg-type]  # as above
    assert _fields(refused) == {field: fault}


# --- who sees what -----------------------------------------------------------------------------------------


def test_people_and_absences_of_another_district_cannot_be_seen_or_written(bureau: Bureau) -> None:
    absence_record(person_id=bureau.chief.pk, new=_away(), actor=OFFICE, at=NOON)
    for areas, people, absences in ((("990101",), 3, 1), (("990102",), 0, 0), ((), 0, 0), (("",), 3, 1)):
        scope_set(areas)
        assert (Person.objects.count(), Absence.objects.count()) == (people, absences)
    scope_set(("990102",))
    with pytest.raises(NotFound):
        person_phone_reveal(person_id=bureau.chief.pk, reason="想看", actor=READER, at=NOON)
    assert _answering(bureau.post, NOON) == (None, None)  # who it is may not be told
    scope_set(("990101",))
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Person.objects.filter(pk=bureau.chief.pk).update(area_code="990102")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Absence.objects.all().delete()
