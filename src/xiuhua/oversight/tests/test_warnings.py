"""From what people do to cases to a warning that is taken up, checked and closed; and who never sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, Move
from xiuhua.cases.terms import CaseAct
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ledger.models import Opening, TailCursor
from xiuhua.oversight.jobs import overdue_look
from xiuhua.oversight.models import IntegrityWarning
from xiuhua.oversight.queries.sealing import seal_opened
from xiuhua.oversight.queries.warnings import deeds_about, rule_standing
from xiuhua.oversight.tails.warnings import WARNINGS
from xiuhua.oversight.tests.oversight_kit import brought, log_sound, refused_form, rules_shown
from xiuhua.shared.errors import NotPermitted
from xiuhua.web.pages.lists import table_of
from xiuhua.web.seams import ExportWish

pytestmark = pytest.mark.slow("people lead several cases to their ends")
GREEN = (20, 90, 60)


def warned(rule: str) -> list[IntegrityWarning]:
    """Return the warnings of a rule, as the platform sees them."""
    with scope_opened(("",)), seal_opened():
        return list(IntegrityWarning.objects.filter(rule=rule).order_by("pk"))


def handled(office: Office, matter: str, **report: object) -> int:
    """Return a case that its unit works on."""
    case = int(office("collector").report(matter=matter, **report)["id"])
    office.dispatched(case, "U-KEEPER")
    office("unit").act(case, "receive")
    return case


def same_photo_twice(office: Office, *, by: str = "unit") -> tuple[int, int]:
    """Let somebody show one photo for two cases."""
    first, second = handled(office, "07001"), handled(office, "06013")
    for case in (first, second):
        file = brought(office(by), GREEN)
        office(by).act(case, "feed_back", reason="已处置", photos=[file])
    rules_shown()
    return first, second


@pytest.mark.proves("P-57")
def test_a_photo_shown_for_two_cases_is_warned_of_checked_and_counts_for_its_rule(office: Office) -> None:
    first, second = same_photo_twice(office)
    (warning,) = warned("photo_twice")
    path = f"/warnings/{warning.pk}"
    discipline = office("discipline")
    assert discipline.rows("/warnings?state=warning_raised") == [warning.number]
    (row,) = discipline.client.get("/warnings").context["view"].rows
    assert "周五 · 云河市政养护公司" in [cell.text for cell in row.cells]
    assert row.note == "一照两用 · 周五 · 云河市政养护公司"
    page = discipline.page(path)
    for said in (f"AJ{first:08d}", f"AJ{second:08d}", "一照两用", "周五", f'href="/cases/{first}"'):
        assert said in page, said
    discipline.form(f"{path}/take")
    status, again = refused_form(discipline, f"{path}/check", result="warning_true", words=" ")
    assert status == 422, again
    discipline.form(f"{path}/check", result="warning_true", words="两案照片一致，已约谈")
    office("discipline_two").form(f"{path}/close", words="移交处理")
    page = office("discipline_two").page(path)
    for said in ("属实", "两案照片一致，已约谈", "移交处理", "纪一", "纪二"):
        assert said in page, said
    assert "100.0%（1/1）" in discipline.page("/warning-rules")
    with scope_opened(("",)), seal_opened():
        assert rule_standing("photo_twice").precision == 1
        assert rule_standing("last_seconds").precision is None
    log_sound()


def test_nobody_else_sees_a_warning_by_any_way(office: Office) -> None:
    first, _second = same_photo_twice(office)
    (warning,) = warned("photo_twice")
    for who in ("leader", "head", "unit", "auditor", "inspector", "committee", "keeper"):
        client = office(who).client
        for path in ("/warnings", f"/warnings/{warning.pk}", "/warnings/999999", "/warning-rules"):
            assert client.get(path).status_code == 403, (who, path)
        assert client.get("/warnings?export=csv").status_code == 403, who
        assert client.post(f"/warnings/{warning.pk}/take", {"version": ""}).status_code == 403, who
    page = office("leader").page(f"/cases/{first}")
    assert warning.number not in page
    assert "一照两用" not in page
    assert office("leader").rows(f"/cases?q={warning.number}") == []
    assert f"/warnings/{warning.pk}" not in office("leader").page(f"/cases?q={warning.number}")
    with scope_opened(("",)):
        assert not IntegrityWarning.objects.exists(), "the scope alone opens no warning"
        told = Opening.objects.filter(entry__subject=f"warning:{warning.pk}")
        assert {str(one.words) for one in told} <= {"{}"}, "the ledger keeps no words of a warning"


def test_whom_a_warning_is_about_neither_sees_nor_works_it(office: Office) -> None:
    same_photo_twice(office, by="both")
    (warning,) = warned("photo_twice")
    both = office("both")
    assert both.rows("/warnings") == []
    for path in (f"/warnings/{warning.pk}", f"/warnings/{warning.pk}/take"):
        assert both.client.get(path).status_code == 404
        assert both.client.post(path, {"version": ""}).status_code in {404, 405}
    assert both.client.get("/warnings?export=csv").status_code == 200
    assert office("discipline").rows("/warnings") == [warning.number]
    for who, seen in (("both", 0), ("discipline", 1)):
        account = office.loop.actors[who].user_id
        assert account is not None
        with scope_opened(("",)), seal_opened(account):
            assert IntegrityWarning.objects.count() == seen, "the database says so itself"
    assert warned("photo_twice")[0].state == "warning_raised"


def test_a_warning_is_raised_once_however_often_the_log_is_read(office: Office) -> None:
    same_photo_twice(office)
    TailCursor.objects.filter(name=WARNINGS.name).update(leaf=0)
    rules_shown()
    (warning,) = warned("photo_twice")
    discipline = office("discipline")
    discipline.form(f"/warnings/{warning.pk}/take")
    discipline.form(f"/warnings/{warning.pk}/check", result="warning_explained", words="同一现场两个问题")
    discipline.form(f"/warnings/{warning.pk}/close", words="")
    TailCursor.objects.filter(name=WARNINGS.name).update(leaf=0)
    rules_shown()
    assert len(warned("photo_twice")) == 1, "what was judged is not judged again"
    third = handled(office, "06010")
    office("unit").act(third, "feed_back", reason="已处置", photos=[brought(office("unit"), GREEN)])
    rules_shown()
    again = warned("photo_twice")
    assert [len(one.evidence) for one in again] == [2, 3], "what happens later is warned of anew"


def test_an_ordinary_act_is_judged_without_reading_what_its_person_did_all_month(office: Office) -> None:
    same_photo_twice(office)
    third = handled(office, "06010")
    photo = brought(office("unit"), (200, 40, 40))
    office("unit").act(third, "feed_back", reason="已处置", photos=[photo])
    with scope_opened(("",)):
        first, second, last = Move.objects.filter(act=CaseAct.FEED_BACK.value).order_by("pk")
        for move, seen in ((first, {first.pk, second.pk}), (last, {last.pk})):
            fresh, deeds = deeds_about([move.entry_id], days=30, seconds=60)
            assert fresh == {move.pk}
            assert {deed.move_id for deed in deeds} == seen


def test_a_rule_is_switched_off_and_changed_in_versions(office: Office) -> None:
    discipline = office("discipline")
    told = {"days": "365", "reason": "试点期间不看"}
    assert refused_form(discipline, "/warning-rules/photo_twice", days="365", reason="")[0] == 422
    assert refused_form(discipline, "/warning-rules/photo_twice", **{**told, "days": "0"})[0] == 422
    discipline.form("/warning-rules/photo_twice", **told)
    same_photo_twice(office)
    assert warned("photo_twice") == []
    with scope_opened(("",)), seal_opened():
        standing = rule_standing("photo_twice")
    assert (standing.enabled, standing.version.number if standing.version else 0) == (False, 1)
    assert discipline.client.get("/warning-rules/unheard_of").status_code == 404
    log_sound()


@pytest.mark.proves("S-163")
def test_edits_after_closing_waivers_long_extensions_and_last_seconds_reach_the_discipline_supervisor(
    office: Office,
) -> None:
    discipline = office("discipline")
    discipline.form(
        "/warning-rules/last_seconds", enabled="on", days="30", times="2", seconds="60", reason="本区案件少"
    )

    cases = [handled(office, "06010", address=f"滨河路 {nth} 号") for nth in (1, 2)]
    for nth, case in enumerate(cases, start=1):
        due = datetime.fromisoformat(str(office.clock("head", case, "stage_handle")["due_at"]))
        office.hands.at = max(office.hands.at, due - timedelta(seconds=90 + nth))
        office("unit").act(case, "feed_back", reason="已清理")
        rules_shown()
        assert len(warned("last_seconds")) == (nth == 2), nth

    office.hands.go(hours=16)
    waived = [handled(office, "06013", address=f"滨河路 {nth} 号") for nth in (3, 4, 5)]
    for nth, case in enumerate(waived, start=1):
        office("unit").act(
            case, "extend_ask", reason="缺料", limit={"amount": 5 if nth < 3 else 6, "unit": "work_day"}
        )
        office("dispatcher").act(case, "extend_propose")
        office("head").act(case, "extend_grant")
        rules_shown()
        assert len(warned("repeated_waivers")) == (nth == 3), nth
    assert [one.case_id for one in warned("off_the_norm")] == [waived[2]], "6 days where the norm is 5"

    office("dispatcher").act(cases[0], "feedback_pass")
    office("verifier").act(cases[0], "check_pass")
    office("head").act(cases[0], "close")
    office.hands.go(hours=30)
    office("acceptor").act(cases[0], "redo", reason="回访不满意")
    rules_shown()
    assert [one.case_id for one in warned("edited_after_close")] == [cases[0]]

    page = discipline.page("/warnings")
    for said in ("压线办结", "反复放行", "裁量超出常规", "结案后改动"):
        assert said in page, said
    (edited,) = warned("edited_after_close")
    seen = discipline.page(f"/warnings/{edited.pk}")
    for said in ("钱二", "重办", f"AJ{cases[0]:08d} 结案 30 小时后被改动 1 次"):
        assert said in seen, said
    discipline.form(f"/warnings/{edited.pk}/take")
    discipline.form(
        f"/warnings/{edited.pk}/check", result="warning_explained", words="市民回访不满意，手续齐全"
    )
    assert office("discipline_two").rows("/warnings?state=warning_checked") == [edited.number]
    with scope_opened(("",)):
        assert Case.objects.get(pk=waived[0]).limit_amount == Limit(5, TimeUnit.WORK_DAY).amount
    log_sound()


def test_a_warning_and_a_day_that_passes_are_told_to_those_alone_who_may_know(office: Office) -> None:
    same_photo_twice(office)
    (warning,) = warned("photo_twice")
    notice = f"新的廉情预警：{warning.number}"
    assert notice in office("discipline").page("/notices")
    for outsider in ("unit", "leader", "auditor", "inspector"):
        assert "廉情预警" not in office(outsider).page("/notices")
    rows = office("discipline").client.get("/notices").context["view"].rows
    assert "照片" not in "".join(office("discipline").page(row.url) for row in rows)  # the words stay sealed
    inspector = office("inspector")
    path = inspector.form(
        "/rectifications/new", source="rectify_conduct", title="值守脱岗", text="", task="", paper="",
        found_on=office.hands.at.date().isoformat(),
    )  # fmt: skip
    with scope_opened(("",)):
        unit = office.loop.unit("U-KEEPER").pk
    last = office.hands.at.date() + timedelta(days=2)
    inspector.form(f"{path}/assign", unit=str(unit), due_on=last.isoformat(), text="")
    overdue_look()
    assert "整改逾期" not in office("unit").page("/notices")
    office.hands.at += timedelta(days=3)
    overdue_look()
    overdue_look()
    rows = office("unit").client.get("/notices").context["view"].rows
    assert sum("整改逾期" in cell.text for row in rows for cell in row.cells) == 1


def test_a_long_sheet_of_warnings_is_made_by_a_job_under_the_seal_of_whoever_asked(office: Office) -> None:
    same_photo_twice(office)
    (warning,) = warned("photo_twice")
    wish = ExportWish(list_key="warnings", query="", format="csv", columns=(), language="zh-hans")
    for who, seen in (("discipline", 1), ("both", 0)):  # "both" is who showed the photo
        actor = office.loop.actors[who]
        if who == "both":
            with scope_opened(("",)), seal_opened():
                IntegrityWarning.objects.filter(pk=warning.pk).update(about=[actor.user_id])
        with scope_opened(actor.areas):
            table = table_of(wish, actor=actor)
            assert (table.count(), len(list(table.rows()))) == (seen, seen)
    leader = office.loop.actors["leader"]
    with scope_opened(leader.areas), pytest.raises(NotPermitted):
        list(table_of(wish, actor=leader).rows())
