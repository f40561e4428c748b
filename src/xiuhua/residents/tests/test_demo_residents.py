"""What residents of the demo district told the city, as its desks see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.demo_kit import district_told
from xiuhua.residents.demo import PARTS
from xiuhua.residents.models import Mail, Receipt, Reward, Talk


@pytest.mark.heavy
@pytest.mark.slow("draws and imports a small town, then tells what its residents reported, twice")
def test_residents_have_reported_by_every_way_and_desks_see_every_state(
    db: None, tmp_path: Path, settings: Any
) -> None:  # pytest-django's settings
    settings.FILES_ROOT = tmp_path / "files"
    demo = district_told(tmp_path)
    demo.told_twice(PARTS)
    assert settings.WECHAT is settings.MAILBOX is None  # the demo's own lines are gone

    receipts = demo.words("team", "/receipts")
    assert {"查询页", "微信", "电子邮件", "已结案", "不予受理", "满意"} <= receipts
    assert receipts & {"待受理", "待核实", "待立案", "待派遣", "待签收", "处置中", "待核查", "待结案"}
    assert {"已收到", "已送达"} <= demo.words("team", "/receipts/answers")
    assert {"待处理", "办理中", "已回复"} <= demo.words("team", "/board")
    assert {"热点", "难点", "已销号"} <= demo.words("leader", "/board/issues")
    rewards = demo.words("finance", "/rewards")
    assert {"待核准", "待发放", "已发放", "退回", "未核准", "不予奖励"} <= rewards
    assert any("6号" in text for text in demo.words("cityoffice", "/rewards/rules"))
    with scope_opened(("",)):
        assert Receipt.objects.filter(joined=True).count() == 2
        states = set(Receipt.objects.values_list("state", flat=True))
        assert states == {"receipt_open", "receipt_withdrawn", "receipt_rated"}
        assert set(Talk.objects.values_list("state", flat=True)) == {"talk_reported"}
        assert Mail.objects.filter(state="mail_refused", why="mail_automatic").count() == 1
        assert not Reward.objects.filter(rules=None).exists()
