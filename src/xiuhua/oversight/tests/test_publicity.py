"""Articles from plan to publication, counted by channel; clues of public opinion handled and answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Report
from xiuhua.cases.tests.loop_kit import STREET
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.oversight.models import Opinion
from xiuhua.oversight.tests.oversight_kit import figure_opened, log_sound, refused_form
from xiuhua.scenekit.testkit.witness import Witness

pytestmark = pytest.mark.slow("signs several people in")
_LINK = "https://news.example.org/a/1"


def number(path: str, sign: str) -> str:
    return f"{sign}{int(path.rsplit('/', 1)[1]):08d}"


def planned(office: Office, title: str, *, due: str = "2026-03-02") -> str:
    return office("committee").form(
        "/articles/new", title=title, unit=office.loop.unit("U-KEEPER").pk, due_on=due, note="配图两张"
    )


def approved(office: Office, title: str, **changes: str) -> str:
    path = planned(office, title, **changes)
    office("unit").form(f"{path}/write", text="养护公司连夜修复破损路面。")
    office("committee").form(f"{path}/approve")
    return path


@pytest.mark.proves("S-172", "K-112")
def test_an_article_is_planned_written_approved_published_and_counted(
    office: Office, witness: Witness
) -> None:
    path = planned(office, "连夜抢修")
    committee, unit = office("committee"), office("unit")
    assert unit.rows("/articles?state=article_planned") == [number(path, "XC")]
    assert refused_form(office("bureau"), f"{path}/write", text="别家写的")[0] == 403
    assert committee.client.get(f"{path}/publish").status_code in {403, 409}, "nobody has approved it"
    unit.form(f"{path}/write", text="养护公司修复路面。")
    assert refused_form(committee, f"{path}/send-back", note=" ")[0] == 422
    committee.form(f"{path}/send-back", note="请写明时间")
    assert "请写明时间" in unit.page(path)
    unit.form(f"{path}/write", text="养护公司连夜修复破损路面。")
    assert office("unit").client.get(f"{path}/approve").status_code == 403
    committee.form(f"{path}/approve")
    typed = {"channel": "media_weixin", "outlet": "云河城管", "on": "2026-03-02", "link": _LINK}
    for key, wrong in (("link", ""), ("on", "2026-03-03")):
        assert refused_form(committee, f"{path}/publish", **{**typed, key: wrong})[0] == 422, key
    committee.form(f"{path}/publish", **typed)
    assert refused_form(committee, f"{path}/publish", **typed)[0] == 422, "it stands there already"
    committee.form(f"{path}/publish", channel="media_paper", outlet="云河日报", on="2026-03-02", link="")
    late = approved(office, "夜市整治", due="2026-03-01")
    committee.form(f"{late}/publish", **{**typed, "link": f"{_LINK}2"})
    waiting = planned(office, "公厕提升")
    page = unit.page(path)
    for said in ("已发布", "微信公众号 · 云河城管", "报刊 · 云河日报", _LINK, "委一"):
        assert said in page, said

    counted = sorted((number(path, "XC"), number(late, "XC")))
    value, opened = figure_opened(office, "committee", "articles")
    witness.figure("K-112", numerator=value, denominator=None, counted=counted, opened=opened)
    assert value == 2
    for key, told in (("publications_weixin", 2), ("publications_paper", 1), ("publications_douyin", 0)):
        (figure,) = office("leader").get("/figures", period="2026-03", key=key)
        assert figure["numerator"] == told, key
    (plan,) = office("leader").get("/figures", period="2026-03", key="articles_in_time")
    assert (plan["numerator"], plan["denominator"]) == (1, 3)
    office.hands.at += timedelta(days=1)
    assert office("leader").rows("/articles?late=1") == [number(waiting, "XC")]
    assert sorted(office("leader").rows("/publications")) == ["夜市整治", "连夜抢修", "连夜抢修"]
    log_sound()


def clue(office: Office, title: str) -> str:
    return office("committee").form(
        "/opinions/new", title=title, text="有人发视频反映滨河路路面破损。", channel="media_douyin",
        link=_LINK, level="opinion_grave",
    )  # fmt: skip


def test_a_clue_is_reported_as_a_case_handled_by_its_unit_and_answered(office: Office) -> None:
    path = clue(office, "滨河路路面破损")
    committee, unit = office("committee"), office("unit")
    assert unit.client.get(path).status_code in {403, 404}
    committee.form(f"{path}/report", area=STREET, address="滨河路 12 号")
    with scope_opened(("",)):
        row = Opinion.objects.select_related("case").get(pk=int(path.rsplit("/", 1)[1]))
        case = row.case
        assert case is not None
        assert case.channel == "channel_press"
        assert Report.objects.filter(case=case, source_ref=row.number).exists()
    assert case.number in office("acceptor").rows("/cases")
    assert f'href="/cases/{case.pk}"' in committee.page(path)
    assert committee.client.get(f"{path}/answer").status_code in {200, 409}
    due = (office.hands.at + timedelta(days=1)).date().isoformat()
    committee.form(f"{path}/assign", unit=office.loop.unit("U-KEEPER").pk, due_on=due)
    assert "舆情交办：滨河路路面破损" in unit.page("/notices")
    assert unit.rows("/my-opinions") == [number(path, "YQ")]
    assert refused_form(unit, f"{path}/handle", text=" ")[0] == 422
    unit.form(f"{path}/handle", text="已连夜修复")
    committee.form(f"{path}/answer", text="路面已修复，感谢监督。", link=_LINK)
    page = office("leader").page(path)
    for said in ("已连夜修复", "路面已修复，感谢监督。", "已回应", "周五"):
        assert said in page, said
    waiting = clue(office, "夜间噪声")
    value, opened = figure_opened(office, "committee", "opinions")
    assert (value, opened) == (2, sorted((number(path, "YQ"), number(waiting, "YQ"))))
    (told,) = office("leader").get("/figures", period="2026-03", key="opinions_answered")
    assert (told["numerator"], told["denominator"]) == (1, 2)
    log_sound()


def test_where_an_article_stood_is_known_from_when_it_was_recorded(office: Office) -> None:
    path = approved(office, "连夜抢修")
    before = office.hands.at
    office.hands.at += timedelta(days=3)
    office("committee").form(
        f"{path}/publish", channel="media_paper", outlet="云河日报", on="2026-03-02", link=""
    )
    for as_of, number_then in ((before, 0), (office.hands.at, 1)):
        for key in ("articles", "articles_in_time"):
            (told,) = office("leader").get("/figures", period="2026-03", key=key, as_of=as_of.isoformat())
            assert told["numerator"] == number_then, (key, as_of)
