"""From a reading on a socket to a closed case: a kitchen, its officer, its leader, its firm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conftest import TestDatabases
from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.alarm_kit import at_shop
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.papers.models import Paper
from xiuhua.scenekit.testkit.witness import Door, Witness
from xiuhua.scenes.fumes.models import Ask, Exceedance, Kitchen, Lead
from xiuhua.scenes.fumes.tests.kitchen_kit import FIRM, ROOT, figure_of, figure_opened, kitchen_enter, run_by
from xiuhua.sensing.services.rolling import rolls_refresh
from xiuhua.sensing.simulator import hj212
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.device_kit import PASSWORD
from xiuhua.sensing.tests.gateway_kit import Wire, entered_and_known, gateway_running, wire

MN = "YH2026000778"


def _sends(office: Office, line: Wire, witness: Witness, fume: float, windows: int) -> None:
    """Let the monitor send once in each of so many windows of ten minutes, and the figures be made."""
    before = len(hj212.answers(line.heard))
    for number in range(windows):
        office.hands.go(minutes=10)
        at = office.hands.at.replace(microsecond=0)
        values = {
            "a34041-Rtd": f"{fume + number % 3 / 10:.1f}",
            "a34041-Flag": "N",
            "SB7-RS": "1",
            "SB8-RS": "1",
        }
        line.send(hj212.upload(mn=MN, at=at, values=values, password=PASSWORD))
        line.wait(hj212.answers, before + number + 1)
    witness.passage(
        Door.SOCKET, role="caterer", person="monitor", acted=True, accepted=True, what="HJ 212 2011"
    )
    with scope_opened(("",)):
        rolls_refresh(at=office.hands.at + timedelta(minutes=10))


@pytest.mark.slow("a monitor sends a hundred windows over a socket")
@pytest.mark.proves("S-240", "S-241", "R-20", "P-34", "K-213", "K-214")
def test_a_reading_on_a_socket_becomes_a_lead_a_case_a_notice_and_is_put_right(
    live_office: Office, test_databases: TestDatabases, database_name: str, witness: Witness
) -> None:
    office = live_office
    with scope_opened(("",)):
        kitchen = kitchen_enter(office.hands.at)
    run_by(office, kitchen, FIRM)
    url = test_databases.url(database_name, user="xiuhua_gateway")
    with gateway_running(url) as gateway:
        with scope_opened(("",)):
            entered_and_known(gateway, at_shop(MN, interval_s=300))
        with wire(gateway, Protocol.HJ212) as line:
            _sends(office, line, witness, 2.6, 99)
            lead = _lead_seen(office, kitchen)
            case = _case_made(office, lead)
            _letter_early(office, lead)
            _sends(office, line, witness, 2.6, 1)
            ask = _notice_sent(office, lead)
            _answered(office, kitchen, ask)
            _sends(office, line, witness, 0.4, 3)
    _put_right(office, lead, case)
    witness.boundary("R-20", just_before=False, at=True)
    told = (
        ("K-213", "fume_notices", f"fume_ask:{ask}"),
        ("K-214", "fume_fixed", f"fume_kitchen:{kitchen.pk}"),
    )
    for row, key, counted in told:
        figure = figure_of(office, key, "2026-03")
        assert figure["value"] == 1
        witness.figure(
            row, numerator=1, denominator=None, counted={counted},
            opened=figure_opened(office, key, "2026-03"),
        )  # fmt: skip


def _lead_seen(office: Office, kitchen: Kitchen) -> int:
    """See the lead, with what was counted; an online value alone makes no case of it."""
    officer = office("officer")
    listed = officer.page(f"{ROOT}/kitchens?state=fume_exceeding")
    assert "知味面馆" in listed
    with scope_opened(("",)):
        lead, counted = Lead.objects.get(), Exceedance.objects.filter(is_over=True).count()
        assert (lead.exceeded, counted) == (99, 99)
        assert Kitchen.objects.get(pk=kitchen.pk).exceeded_30d == 99
    page = officer.page(f"{ROOT}/leads/{lead.pk}")
    assert "在线监测数值只是线索，不能单独作为处罚证据" in page
    answer = officer.client.post(f"{ROOT}/leads/{lead.pk}/file", {"version": _version(officer, lead.pk)})
    assert answer.status_code == 409
    assert "在线监测数值只是线索" in answer.content.decode()
    return int(lead.pk)


def _version(officer: object, lead_id: int) -> str:
    page = officer.client.get(f"{ROOT}/leads/{lead_id}/visit")  # type: ignore[attr-defined]  # a Seat
    return str(page.context["view"].version)


def _case_made(office: Office, lead: int) -> int:
    officer = office("officer")
    officer.form(f"{ROOT}/leads/{lead}/visit", found="so", note="净化器滤网堵塞，排口可见油烟")
    officer.form(f"{ROOT}/leads/{lead}/file")
    with scope_opened(("",)):
        case = Lead.objects.get(pk=lead).case
    assert case is not None
    read = office("acceptor").page(f"/cases/{case.pk}")
    assert "净化器滤网堵塞" in read
    assert "在线监测超标 99 次" in read
    return int(case.pk)


def _letter_early(office: Office, lead: int) -> None:
    """At 99 exceedances no notice is drafted, and the page says why."""
    squad = office("squad")
    said = "30 天内超标 99 次，未达发函门槛 100 次"
    assert said in squad.page(f"{ROOT}/leads/{lead}")
    form = squad.client.get(f"{ROOT}/leads/{lead}/letter")
    answer = squad.client.post(f"{ROOT}/leads/{lead}/letter", {"version": form.context["view"].version})
    assert answer.status_code == 409
    assert said in answer.content.decode()
    with scope_opened(("",)):
        assert not Paper.objects.exists()


def _notice_sent(office: Office, lead: int) -> int:
    squad = office("squad")
    paper = squad.form(f"{ROOT}/leads/{lead}/letter")
    assert "共超标 100 次" in squad.page(paper)
    with scope_opened(("",)):
        ask = Ask.objects.get()
    early = squad.client.get(f"{ROOT}/papers/{ask.pk}/send")
    refused = squad.client.post(f"{ROOT}/papers/{ask.pk}/send", {"version": early.context["view"].version})
    assert "没有文号" in refused.content.decode()
    squad.form(f"{paper}/finish", organ="云河区综合行政执法局")
    squad.form(f"{ROOT}/papers/{ask.pk}/send")
    page = squad.page(f"{ROOT}/leads/{lead}")
    assert "告〔2026〕1号" in page
    assert "已告知" in page
    return int(ask.pk)


def _answered(office: Office, kitchen: Kitchen, ask: int) -> None:
    """The kitchen sees what is asked of it, takes the letter, answers; another firm sees nothing."""
    caterer, rival = office("caterer"), office("rival")
    assert caterer.client.get("/")["Location"] == f"{ROOT}/own"
    assert "知味面馆" in caterer.page(f"{ROOT}/own")
    own = caterer.page(f"{ROOT}/own/{kitchen.pk}")
    assert "油烟排放问题的告知函" in own
    assert "第八十一条" in own
    letter = caterer.client.get(f"{ROOT}/own/papers/{ask}.docx")
    assert letter.content[:2] == b"PK"
    for path in (f"own/{kitchen.pk}", f"own/papers/{ask}.docx", f"own/papers/{ask}/answer"):
        assert rival.client.get(f"{ROOT}/{path}").status_code == 404
    caterer.form(f"{ROOT}/own/papers/{ask}/answer", answer="已更换滤网并清洗烟道")
    assert office("officer").client.get(f"{ROOT}/own").status_code == 403


def _put_right(office: Office, lead: int, case: int) -> None:
    officer, squad = office("officer"), office("squad")
    assert "已更换滤网并清洗烟道" in officer.page(f"{ROOT}/leads/{lead}")
    officer.form(f"{ROOT}/leads/{lead}/recheck", found="still", note="仍有可见油烟")
    officer.form(f"{ROOT}/leads/{lead}/recheck", found="right", note="滤网已换，读数正常")
    form = squad.client.get(f"{ROOT}/leads/{lead}/close")
    refused = squad.client.post(f"{ROOT}/leads/{lead}/close", {"version": form.context["view"].version})
    assert "尚未结案" in refused.content.decode()
    office.closed(case)
    squad.form(f"{ROOT}/leads/{lead}/close")
    assert "已办结" in officer.page(f"{ROOT}/leads/{lead}")
