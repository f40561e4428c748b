"""Small works below the line, those that look split, and reminders; with their figures."""

from __future__ import annotations

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Person
from xiuhua.oversight.models import IntegrityReminder, SmallWork
from xiuhua.oversight.tests.oversight_kit import figure_opened, log_sound, photo, refused_form
from xiuhua.oversight.tests.test_warnings import warned
from xiuhua.scenekit.testkit.witness import Witness

pytestmark = pytest.mark.slow("signs several people in")


def contract(office: Office, name: str, amount: str, **changes: object) -> dict[str, object]:
    """Return what is typed of a contract."""
    told: dict[str, object] = {
        "name": name, "unit": office.loop.unit("U-DISTRICT").pk, "contractor": "安顺建筑有限公司",
        "procurement": "procurement_inquiry", "amount": amount, "signed_on": "2026-03-01",
    }  # fmt: skip
    return told | changes


def register(office: Office, name: str, amount: str, *, who: str = "finance", **changes: object) -> str:
    """Register a work and return its page."""
    return office(who).form("/small-works/new", **contract(office, name, amount, **changes))


def number(path: str, sign: str = "XE") -> str:
    return f"{sign}{int(path.rsplit('/', 1)[1]):08d}"


@pytest.mark.proves("S-166", "R-60", "K-062")
def test_works_below_the_line_are_registered_checked_and_counted(office: Office, witness: Witness) -> None:
    below = register(office, "泵站维修", "3999999.99")
    status, page = refused_form(
        office("finance"), "/small-works/new", **contract(office, "桥梁大修", "4000000.00")
    )
    assert status == 422
    assert "不低于小额工程限额" in page
    with scope_opened(("",)):
        known = list(SmallWork.objects.values_list("name", "amount_fen"))
    assert known == [("泵站维修", 399_999_999)]
    witness.boundary("R-60", just_before=len(known) > 1, at=known[0][1] == 399_999_999)

    discipline = office("discipline")
    assert discipline.rows("/small-works") == [number(below)]
    assert refused_form(discipline, f"{below}/check", result="work_faulty", text="")[0] == 422
    discipline.form(f"{below}/check", result="work_faulty", text="未见比价记录", photos=[photo()])
    seen = office("committee").page(below)
    for said in ("未见比价记录", "<img", "安顺建筑有限公司", "询价", "3,999,999.99", "纪一"):
        assert said in seen, said
    assert office("committee").rows("/small-works?result=work_faulty") == [number(below)]
    assert office("leader").client.get("/small-works").status_code == 403

    value, opened = figure_opened(office, "discipline", "small_works")
    assert (value, opened) == (1, [number(below)])
    witness.figure("K-062", numerator=value, denominator=None, counted=[number(below)], opened=opened)
    log_sound()


def test_works_of_one_unit_and_contractor_that_come_to_the_line_are_marked_and_warned_of(
    office: Office,
) -> None:
    first = register(office, "一标段", "2000000.00", signed_on="2026-01-05")
    other = register(office, "别家", "2000000.00", contractor="永固市政有限公司")
    small = register(office, "二标段", "1999999.99", signed_on="2026-02-05")
    assert office("discipline").rows("/small-works?split=1") == []
    last = register(office, "三标段", "0.01", signed_on="2026-03-01")
    marked = sorted(number(path) for path in (first, small, last))
    assert sorted(office("discipline").rows("/small-works?split=1")) == marked
    page = office("committee").page(last)
    for said in ("疑似拆分", "4000000.00", number(first), "二标段"):
        assert said in page, said
    assert "疑似拆分" not in office("committee").page(other)
    (warning,) = warned("small_work_split")
    told = office("discipline").page(f"/warnings/{warning.pk}")
    assert "三标段" in told
    assert f'href="{last}"' in told
    assert office("finance").client.get(f"/warnings/{warning.pk}").status_code == 403
    log_sound()


def test_the_line_is_a_number_of_its_rule(office: Office) -> None:
    office("discipline").form(
        "/warning-rules/small_work_split", enabled="on", line_yuan="1000000", days="90", reason="区里规定"
    )
    told = contract(office, "泵站维修", "1000000.00")
    assert refused_form(office("finance"), "/small-works/new", **told)[0] == 422
    register(office, "泵站维修", "999999.99")
    with scope_opened(("",)):
        assert SmallWork.objects.get().line_fen == 100_000_000
    ahead = contract(office, "明日合同", "5.00", signed_on="2026-03-03")
    assert refused_form(office("finance"), "/small-works/new", **ahead)[0] == 422


@pytest.mark.proves("S-171", "K-061")
def test_reminders_are_recorded_by_person_and_kind_and_counted(office: Office, witness: Witness) -> None:
    with scope_opened(("",)):
        people = {one.work_number: one.pk for one in Person.objects.all()}
    paths = [
        office("discipline").form(
            "/integrity-reminders/new", person=people[who], form="reminder_talk", matter=matter,
            on="2026-03-02", text="提醒谈话",
        )
        for who, matter in (
            ("N-head", "reminder_work"), ("N-head", "reminder_conduct"), ("N-unit", "reminder_integrity"),
        )
    ]  # fmt: skip
    told = sorted(number(path, "TX") for path in paths)
    reader = office("discipline_two")
    assert sorted(reader.rows("/integrity-reminders")) == told
    assert reader.rows("/integrity-reminders?matter=reminder_conduct") == [number(paths[1], "TX")]
    page = reader.page(paths[2])
    for said in ("周五", "日常提醒谈话", "廉洁纪律", "提醒谈话", "纪一"):
        assert said in page, said
    for who in ("leader", "head", "committee", "auditor"):
        assert office(who).client.get("/integrity-reminders").status_code == 403, who
        assert office(who).client.get(paths[0]).status_code == 403, who
    value, opened = figure_opened(office, "discipline_two", "integrity_reminders")
    assert (value, opened) == (3, told)
    witness.figure("K-061", numerator=value, denominator=None, counted=told, opened=opened)
    leader = office("leader")
    (seen,) = leader.get("/figures", period="2026-03", key="integrity_reminders")
    assert seen["numerator"] == 3
    records = leader.client.get("/figures/integrity_reminders/records?area=990101&period=2026-03")
    assert records.status_code == 403, "a figure is for more eyes than what it was counted from"
    ahead = {
        "person": people["N-unit"],
        "form": "reminder_talk",
        "matter": "reminder_work",
        "on": "2026-03-03",
    }
    assert refused_form(office("discipline"), "/integrity-reminders/new", **ahead)[0] == 422
    with scope_opened(("",)):
        assert IntegrityReminder.objects.count() == 3
    log_sound()
