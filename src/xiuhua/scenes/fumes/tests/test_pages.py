"""The pages of the scene, entered by people of its roles, each within its number of statements."""

from __future__ import annotations

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.scenes.fumes.models import Ask, Kitchen, Lead
from xiuhua.scenes.fumes.tests.kitchen_kit import CHOICE, FIRM, RIVAL, ROOT, cooks, monitored, run_by, words
from xiuhua.web.testing import Budget


@pytest.fixture
def cooked(office: Office) -> tuple[Office, int, int]:
    """A kitchen that was above the limit for half an hour, and its lead."""
    with scope_opened(("",)):
        kitchen, device = monitored(office.hands.at)
    cooks(device, office.hands.at, {2: 2.6, 12: 2.8, 22: 1.0})
    office.hands.go(minutes=33)
    with scope_opened(("",)):
        lead = Lead.objects.get()
    return office, kitchen.pk, lead.pk


@pytest.mark.parametrize(
    ("name", "path", "who", "says"),
    [
        ("front", "/", "officer", "超标最多的十家"),
        ("kitchens", "/kitchens", "officer", "知味面馆"),
        ("kitchen", "/kitchens/{kitchen}", "officer", "达标率"),
        ("kitchen-revise", "/kitchens/{kitchen}/revise", "officer", "基准灶头数"),
        ("lead-open", "/kitchens/{kitchen}/lead", "officer", "形成线索"),
        ("demand", "/kitchens/{kitchen}/demand", "squad", "整改通知书"),
        ("joint", "/kitchens/{kitchen}/joint", "community", "主办单位"),
        ("limits", "/limits", "keeper", "GB 18483-2001"),
        ("exceedances", "/exceedances", "officer", "知味面馆"),
        ("leads", "/leads", "officer", "知味面馆"),
        ("lead", "/leads/{lead}", "officer", "在线监测数值只是线索"),
        ("visit", "/leads/{lead}/visit", "officer", "核查结果"),
        ("sample", "/leads/{lead}/sample", "officer", "检测机构"),
        ("file", "/leads/{lead}/file", "officer", "线索立案"),
        ("drop", "/leads/{lead}/drop", "squad", "理由"),
        ("asks", "/papers", "officer", "油烟文书"),
        ("own", "/own", "caterer", "企业名下还没有餐饮店"),
    ],
)
def test_each_page_answers_within_its_statements(
    cooked: tuple[Office, int, int], sql_budget: Budget, name: str, path: str, who: str, says: str
) -> None:
    office, kitchen, lead = cooked
    client = office(who).client
    with sql_budget(name, most=40):
        answer = client.get(ROOT + path.format(kitchen=kitchen, lead=lead))
    assert answer.status_code == 200
    assert says in answer.content.decode()


def test_the_pages_of_what_follows_answer_within_their_statements(
    cooked: tuple[Office, int, int], sql_budget: Budget
) -> None:
    """From the visit to the close, each page in the state in which somebody opens it."""
    office, kitchen, lead = cooked
    officer, squad, caterer = office("officer"), office("squad"), office("caterer")
    office("keeper").form(f"{ROOT}/limits", **{**CHOICE, "letter_count": "1"})
    with scope_opened(("",)):
        run_by(office, Kitchen.objects.get(pk=kitchen), FIRM)
    officer.form(f"{ROOT}/leads/{lead}/visit", found="so", note="滤网堵塞")
    officer.form(f"{ROOT}/leads/{lead}/file")

    def opened(name: str, path: str, client: Client, says: str) -> None:
        with sql_budget(name, most=40):
            answer = client.get(f"{ROOT}/{path}")
        assert answer.status_code == 200
        assert says.encode() in answer.content

    opened("letter", f"leads/{lead}/letter", squad.client, "起草告知函")
    paper = squad.form(f"{ROOT}/leads/{lead}/letter")
    squad.form(f"{paper}/finish", organ="云河区城管局")
    with scope_opened(("",)):
        ask = Ask.objects.get().pk
    opened("send", f"papers/{ask}/send", squad.client, "登记送达")
    squad.form(f"{ROOT}/papers/{ask}/send")
    opened("own-kitchen", f"own/{kitchen}", caterer.client, "告知函")
    opened("own-paper", f"own/papers/{ask}.docx", caterer.client, "word/document.xml")
    opened("answer", f"own/papers/{ask}/answer", caterer.client, "回复整改情况")
    opened("recheck", f"leads/{lead}/recheck", officer.client, "复查结果")
    officer.form(f"{ROOT}/leads/{lead}/recheck", found="right", note="已更换")
    opened("close", f"leads/{lead}/close", squad.client, "办结线索")


def test_the_officer_sees_rates_with_their_counts(cooked: tuple[Office, int, int]) -> None:
    office, kitchen, _lead = cooked
    page = words(office("officer").page(f"{ROOT}/kitchens/{kitchen}"))
    # of the windows 9:00, 9:10 and 9:20 one was compliant
    assert "33.3" in page
    assert "1 / 3" in page
    assert "未达" in page


def test_a_stranger_is_sent_to_the_sign_in(client: object, db: None) -> None:
    assert client.get(f"{ROOT}/").headers["Location"].startswith("/sign-in")  # type: ignore[attr-defined]  # Django's client


def test_who_has_no_part_in_it_is_refused(office: Office) -> None:
    assert office("caterer").client.get(f"{ROOT}/kitchens").status_code == 403


def test_a_kitchen_is_its_firm_s_own_as_long_as_the_firm_runs_it(cooked: tuple[Office, int, int]) -> None:
    office, pk, _lead = cooked
    caterer, rival = office("caterer"), office("rival")
    with scope_opened(("",)):
        kitchen = Kitchen.objects.get(pk=pk)
        run_by(office, kitchen, FIRM)
    assert "知味餐饮有限公司" in office("officer").page(f"{ROOT}/kitchens/{pk}")
    assert caterer.rows(f"{ROOT}/own") == ["知味面馆"]
    assert "企业名下还没有餐饮店" in rival.page(f"{ROOT}/own")
    with scope_opened(("",)):
        run_by(office, kitchen, RIVAL)
    assert rival.rows(f"{ROOT}/own") == ["知味面馆"]
    assert caterer.client.get(f"{ROOT}/own/{pk}").status_code == 404


def test_an_account_that_stands_for_nobody_is_told_what_to_do(cooked: tuple[Office, int, int]) -> None:
    office, pk, _lead = cooked
    with scope_opened(("",)):
        come(office.loop, "cook", "甄厨", Role.CATERER, STREET, "U-COMMUNITY")
    page = office("cook").page(f"{ROOT}/own")
    assert "账号还不代表任何企业" in page
    assert "单位编号为企业的统一社会信用代码" in page
    assert office("cook").client.get(f"{ROOT}/own/{pk}").status_code == 404
