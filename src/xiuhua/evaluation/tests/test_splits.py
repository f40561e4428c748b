"""A figure in its parts: they add up to the whole, each opens to its records, and nothing else is added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from xiuhua.cases.models import Case
from xiuhua.cases.terms import Channel
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, NOBODYS, Loop
from xiuhua.evaluation.pages.splits import Part
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.figures import figure_records, figures_counted, splits_of
from xiuhua.evaluation.rules.splits import CODE_LENGTHS, SPLITS
from xiuhua.evaluation.terms import Side, SplitBy
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.evaluation.tests.stories_kit import Stories
from xiuhua.scenekit.indicators import indicators
from xiuhua.web.testing import Budget

if TYPE_CHECKING:
    from django.test import Client

SignIn = Callable[..., "Client"]
MARCH = "2026-03"


def _question(stories: Stories, key: str, split: str = "") -> FigureQuestion:
    said = Wording(keys=(key,), period=MARCH, split=split)
    return question_read(said, areas=("",), at=stories.latest)


@pytest.mark.slow("leads thirty cases, and counts every figure in every split")
def test_the_parts_of_every_figure_add_up_and_each_opens_to_exactly_its_records(
    loop: Loop, recording: Recording
) -> None:
    stories = Stories(loop, recording, seed=20_260_302)
    stories.tell(30)
    kinds, parted = set(), 0
    for one in indicators():
        (whole,) = figures_counted(_question(stories, one.key))
        for split in splits_of(one):
            asked = _question(stories, one.key, split.value.removeprefix("split_"))
            parts = figures_counted(asked)
            kinds.add((split, len(parts) > 1))
            for side, counted in ((Side.NUMERATOR, "numerator"), (Side.DENOMINATOR, "denominator")):
                numbers = [getattr(part.value, counted) or 0 for part in parts]
                if not one.numerator.distinct:  # a department of two districts is counted once in all
                    assert sum(numbers) == (getattr(whole.value, counted) or 0), (one.key, split, side)
                if one.fact == "case" and getattr(whole.value, counted) is not None:
                    for part, number in zip(parts, numbers, strict=True):
                        rows = Case.objects.filter(_behind(asked, split, part.group, side))
                        assert rows.count() == number, (one.key, split, part.group)
                        parted += 1
    assert {split for split, several in kinds if several} >= {SplitBy.UNIT, SplitBy.MATTER, SplitBy.CHANNEL}
    assert parted > 500


def _behind(asked: FigureQuestion, split: SplitBy, group: str, side: Side) -> object:
    prefixes = (group,) if split in CODE_LENGTHS else asked.asked.prefixes
    narrowed = replace(
        asked, only=SPLITS[split].narrowed(group), asked=replace(asked.asked, prefixes=prefixes)
    )
    return figure_records(narrowed, side=side)


def _parts(client: Client, path: str) -> tuple[list[Part], Part]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    view = answer.context["view"]
    return list(view.parts), view.whole


def _rows(client: Client, url: str) -> list[str]:
    return [row.cells[0].text for row in client.get(url).context["view"].rows]


@pytest.mark.slow("opens a page for each part")
def test_the_page_says_what_each_contributes_and_leads_to_it(
    loop: Loop, sign_in: SignIn, sql_budget: Budget
) -> None:
    handled = loop.to_handling(loop.report(), MONDAY)
    loop.to_handling(loop.report("07001"), MONDAY)
    loop.report(channel=Channel.VIDEO, who="acceptor", longitude=NOBODYS[0], latitude=NOBODYS[1])
    loop.report(item_id=None, text="说不清是什么", longitude=None, latitude=None, area_code=DISTRICT)
    leader = sign_in("leader", area=DISTRICT)
    path = f"/figures/reported/split?period={MARCH}"
    with sql_budget("figure split", most=15):
        leader.get(path)
    expected = {
        "unit": [("云河市政养护公司", 2), ("尚未派遣", 2)],
        "matter": [("暴露垃圾", 2), ("未选事项", 1), ("非法小广告", 1)],
        "channel": [("监督员上报", 3), ("视频巡查", 1)],
        "street": [("绣衣街道", 3), ("云河区（未细到下一级）", 1)],
        "": [("绣衣街道", 3), ("云河区（未细到下一级）", 1)],  # one level below the leader's own
    }
    for by, told in expected.items():
        parts, whole = _parts(leader, f"{path}&by={by}")
        assert sorted((part.label, part.number) for part in parts) == sorted(told)
        assert sum(part.number or 0 for part in parts) == whole.number == 4
        assert sum(part.share_percent or 0 for part in parts) == pytest.approx(100)
        numbers = [part.number or 0 for part in parts]
        assert numbers == sorted(numbers, reverse=True)
        for part in parts:
            assert len(_rows(leader, part.figure.url)) == part.number, (by, part.label)
    (at_unit, *_rest), _whole = _parts(leader, f"/figures/filed/split?period={MARCH}&by=unit")
    assert handled.number in _rows(leader, at_unit.figure.url)


def test_a_rate_has_both_counts_of_each_part_and_a_median_says_how_many(loop: Loop, sign_in: SignIn) -> None:
    loop.to_handling(loop.report(), MONDAY)
    loop.report("07001")
    leader = sign_in("leader", area=DISTRICT)
    parts, whole = _parts(leader, f"/figures/filed_rate/split?period={MARCH}&by=matter")
    assert [(part.label, part.number, part.over, part.figure.value) for part in parts] == [
        ("暴露垃圾", 1, 1, 100.0), ("非法小广告", 0, 1, 0.0),
    ]  # fmt: skip
    assert (whole.number, whole.over, whole.figure.value) == (1, 2, 50.0)
    parts, whole = _parts(leader, f"/figures/median_discovered_received/split?period={MARCH}&by=channel")
    assert [(part.number, part.figure.value) for part in parts] == [(1, 4.0)]
    page = leader.get(f"/figures/filed_rate/split?period={MARCH}").content.decode()
    for said in ("立案率 · 立案/有效上报", "分子", "分母", "合计", "占分子"):
        assert said in page
    english = leader.get(
        f"/figures/reported/split?period={MARCH}&by=channel", headers={"Accept-Language": "en"}
    )
    assert Channel.COLLECTOR.en in english.content.decode()


def test_who_may_not_read_figures_sees_no_parts_and_nonsense_is_refused(loop: Loop, sign_in: SignIn) -> None:
    loop.report()
    assert sign_in("resident").get("/figures/filed/split").status_code == 403
    leader = sign_in("leader", area=DISTRICT)
    assert leader.get("/figures/nothing/split").status_code == 404
    assert leader.get("/figures/filed/split?period=soon").status_code == 422
    assert leader.get("/figures/filed/split?by=colour").status_code == 200, "as it comes"
    assert "/figures/filed/split?" in leader.get(f"/figures?period={MARCH}").content.decode()
    told = leader.get(f"/api/v1/figures?period={MARCH}&key=reported&by=matter").json()
    assert [(one["scope"], one["value"]) for one in told] == [("/matter:06010", 1)]
