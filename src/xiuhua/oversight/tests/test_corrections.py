"""From a red flag over case records to an order that a unit carries out and a legal officer checks."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from xiuhua.access.services import scope_opened
from xiuhua.cases.terms import CaseAct
from xiuhua.cases.tests.loop_kit import HERE
from xiuhua.cases.tests.proof_kit import Office, Seat
from xiuhua.files.tests.conftest import exif
from xiuhua.oversight.models import Rectification
from xiuhua.oversight.rules.warnings import Shot, photo_elsewhere
from xiuhua.oversight.tests.oversight_kit import log_sound, photo, refused_form, rules_shown
from xiuhua.oversight.tests.test_warning_rules import deed
from xiuhua.oversight.tests.test_warnings import handled, same_photo_twice, warned
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.shared.geometry import distance_m, metres_per_degree

_SLOW = pytest.mark.slow("people lead several cases to their feedback")


def north_of(metres: float) -> tuple[float, float]:
    """Return a place so many metres north of where the cases are."""
    return HERE[0], HERE[1] + metres / metres_per_degree(HERE[1])[1]


def recorded(seat: Seat, place: tuple[float, float], shade: int) -> int:
    """Bring a still of a recorder that says where it was taken; return its id."""
    degrees, rest = divmod(place[1], 1)
    minutes, part = divmod(rest * 60, 1)
    spot = {1: "N", 2: (degrees, minutes, round(part * 60, 5)), 3: "E", 4: (120.0, 6.0, 18.0)}  # 120.105
    kept = BytesIO()
    Image.new("RGB", (64, 48), (shade, 90, 60)).save(kept, "JPEG", exif=exif({}, {}, spot))
    body = {"purpose": "photo", "file": SimpleUploadedFile("执法记录仪.jpg", kept.getvalue(), "image/jpeg")}
    answer = seat.client.post("/api/v1/files", body)
    assert answer.status_code == 200, answer.json()
    return int(answer.json()["id"])


def test_footage_is_found_that_was_taken_farther_away_than_the_rule_allows() -> None:
    shot = Shot(sha256="a", place=north_of(400))
    apart = distance_m(*HERE, *north_of(400))
    done = deed(CaseAct.FEED_BACK, place=HERE, shots=(shot,))
    assert list(photo_elsewhere([done], {"metres": int(apart) + 1})) == []
    (found,) = photo_elsewhere([done], {"metres": int(apart) - 1})
    assert found.arguments["apart_m"] == int(apart)
    near = deed(CaseAct.FEED_BACK, place=HERE, shots=(shot, Shot(sha256="b", place=HERE)))
    silent = deed(CaseAct.FEED_BACK, place=HERE, shots=(Shot(sha256="c"),))
    nowhere = deed(CaseAct.FEED_BACK, shots=(shot,))
    assert list(photo_elsewhere([near, silent, nowhere], {"metres": 100})) == []


@_SLOW
@pytest.mark.proves("R-59")
def test_footage_that_does_not_belong_to_its_case_is_warned_of(office: Office, witness: Witness) -> None:
    found = []
    for shade, metres in enumerate((495, 505), start=1):
        case = handled(office, "06013", address=f"滨河路 {shade} 号")
        file = recorded(office("unit"), north_of(metres), shade)
        office("unit").act(case, "feed_back", reason="已修复", photos=[file])
        rules_shown()
        found.append(len(warned("photo_elsewhere")))
    witness.boundary("R-59", just_before=found[0] > 0, at=found[1] == 1)
    (warning,) = warned("photo_elsewhere")
    page = office("discipline").page(f"/warnings/{warning.pk}")
    for said in ("影像不在现场", "米外（规则：超过 500 米）", "周五"):
        assert said in page, said
    assert f"新的廉情预警：{warning.number}" in office("discipline").page("/notices")
    log_sound()


def judged(office: Office, result: str = "warning_true") -> str:
    """Let one photo be shown for two cases, and the warning of it be checked; return its page."""
    same_photo_twice(office)
    (warning,) = warned("photo_twice")
    path = f"/warnings/{warning.pk}"
    office("discipline").form(f"{path}/take")
    office("discipline").form(f"{path}/check", result=result, words="两案照片一致")
    return path


def ordered(office: Office) -> tuple[int, str]:
    """Return the number of the only order, and its page."""
    with scope_opened(("",)):
        row = Rectification.objects.latest("pk")
    return row.pk, f"/rectifications/{row.pk}"


@_SLOW
@pytest.mark.proves("S-124")
def test_a_red_flag_leads_to_an_order_that_is_answered_checked_and_closed(office: Office) -> None:
    path = judged(office)
    due = (office.hands.at + timedelta(days=7)).date().isoformat()
    unit = office.loop.unit("U-KEEPER").pk
    typed = {"unit": unit, "title": "处置照片失实", "due_on": due, "text": "重新处置并提交现场照片"}
    for key, value in (("text", " "), ("due_on", "2026-03-01")):
        assert refused_form(office("discipline"), f"{path}/order", **{**typed, key: value})[0] == 422
    office("discipline").form(f"{path}/order", **typed)
    number, order = ordered(office)
    status, page = refused_form(office("discipline"), f"{path}/close", words="")
    assert status == 409, page
    assert refused_form(office("discipline"), f"{path}/order", **typed)[0] == 409, "ordered twice"
    assert f'href="{order}"' in office("discipline").page(path)

    keeper = office("unit")
    assert keeper.rows("/my-rectifications") == [f"ZG{number:08d}"]
    seen = keeper.page(order)
    for said in ("数字化执法监督", "重新处置并提交现场照片", 'href="/cases/'):
        assert said in seen, said
    for hidden in (path, "廉情预警", "一照两用", "两案照片一致"):
        assert hidden not in seen, hidden
    keeper.form(f"{order}/plan", text="今日重新处置")
    keeper.form(f"{order}/answer", text="已重新处置", photos=[photo()])
    legal = office("legal")
    assert legal.rows("/rectifications?source=rectify_law&state=rectify_answered") == [f"ZG{number:08d}"]
    legal.form(f"{order}/send-back", text="照片未见全景", due_on=due)
    keeper.form(f"{order}/answer", text="已补全景", photos=[photo()])
    legal.form(f"{order}/close", text="现场核实", photos=[photo()])
    assert "现场核实" in keeper.page(order)
    office("discipline").form(f"{path}/close", words="已改正")
    log_sound()


@_SLOW
def test_what_was_judged_no_failure_is_not_ordered_and_an_order_can_be_withdrawn(office: Office) -> None:
    path = judged(office, "warning_explained")
    due = (office.hands.at + timedelta(days=7)).date().isoformat()
    typed = {"unit": office.loop.unit("U-KEEPER").pk, "title": "照片", "due_on": due, "text": "改正"}
    status, page = refused_form(office("discipline"), f"{path}/order", **typed)
    assert status == 422
    assert "不能责令改正" in page
    problem = office("inspector").form(
        "/rectifications/new", source="rectify_law", title="照片失实", found_on="2026-03-01"
    )
    office("inspector").form(f"{problem}/assign", unit=typed["unit"], due_on=due, text="改正")
    assert refused_form(office("inspector"), f"{problem}/withdraw", text=" ")[0] == 422
    office("inspector").form(f"{problem}/withdraw", text="经核实照片无误")
    assert "整改撤销：照片失实" in office("unit").page("/notices")
    assert "经核实照片无误" in office("unit").page(problem)
    assert office("inspector").rows("/rectifications?state=rectify_found&state=rectify_assigned") == []
    (told,) = office("assessor").get("/figures", period="2026-03", key="rectified")
    assert told["denominator"] == 0, "what was withdrawn was no problem"
    assert office("unit").client.get(f"{problem}/plan").status_code in {403, 409}
    log_sound()
