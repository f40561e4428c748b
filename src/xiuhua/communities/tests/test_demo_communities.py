"""What the demo district's communities did, as its people see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.demo_kit import district_told
from xiuhua.communities.demo import PARTS
from xiuhua.communities.models import GridNotice, ResourceAccess, WhistleCall
from xiuhua.communities.services.grid_notices import notices_count
from xiuhua.shared.clock import now


@pytest.mark.heavy
@pytest.mark.slow("draws and imports a small town, then tells what its communities did, twice")
def test_communities_have_called_served_and_shared_and_lists_show_every_state(
    db: None, tmp_path: Path, settings: Any
) -> None:  # pytest-django's settings
    settings.FILES_ROOT = tmp_path / "files"
    demo = district_told(tmp_path)
    demo.told_twice(PARTS)

    whistles = {"待报到", "联合处置", "待评价", "待销哨", "已销哨", "已撤哨"}
    assert whistles <= demo.words("leader", "/whistles")
    assert {"按时报到", "超时报到", "未到期", "已撤哨"} <= demo.words("leader", "/whistle-calls")
    assert whistles & demo.words("secretary", "/whistles")
    assert {"待抄告", "已抄告", "已整改反馈", "已评价"} <= demo.words("officer", "/grid-notices")
    assert {"咨询", "代办", "上门", "宣传"} <= demo.words("secretary", "/service-records")
    requests = {"待接办", "办理中", "待居民确认", "已确认"}
    assert requests <= demo.words("officer", "/service-requests")
    assert requests & demo.words("resident", "/my-requests")
    assert {"在岗", "已结束"} <= demo.words("squad", "/service-slots")
    assert {"社区驻守", "卡口值守", "机动支援"} <= demo.words("health", "/staffings")
    assert {"病媒生物防制", "卫生死角"} <= demo.words("health", "/health-cases")
    assert {"含氯消毒剂", "酒精"} <= demo.words("health", "/disinfections")
    assert {"在架", "已下架"} <= demo.words("cityoffice", "/resources")
    grants = {"待审批", "已授权", "未批准", "已收回"}
    assert grants <= demo.words("leader", "/resource-grants")
    with scope_opened(("",)):
        assert ResourceAccess.objects.count() > 12
        assert not GridNotice.objects.filter(item=None).exists()
        assert WhistleCall.objects.filter(way="check_in_in_writing").exists()
        assert notices_count(at=now()) == GridNotice.objects.filter(state="notice_counted").count() > 5
