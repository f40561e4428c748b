"""What devices may be told, and commands, through the pages that people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.ledger.models import Entry
from xiuhua.sensing import jobs
from xiuhua.sensing.models import Command, Control, Device, LastValue, Quantity
from xiuhua.sensing.services.commands import command_approve, command_ask
from xiuhua.sensing.services.refusals import SamePerson
from xiuhua.sensing.terms import CommandKind, DeviceState
from xiuhua.sensing.terms.doubts import Doubt
from xiuhua.sensing.tests.command_kit import S, asked, controlled, posted, stands
from xiuhua.sensing.tests.device_kit import NEIGHBOUR, entered, monitor, station, truck
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotPermitted
from xiuhua.web.testing import Budget

SignIn = Callable[..., Client]
_DEEP = {"kind": "limit", "of": "level", "is": "at_least", "limit": 2.0}


def _typed(**changes: str) -> dict[str, str]:
    return {
        "kind": "switch", "name": "1 号泵", "channel": "1", "target": "pumps", "quantity": "level",
        "comparison": "at_least", "limit": "2", "guarded": "guarded_on", "fresh_s": "600", "waits_s": "600",
        "answer_s": "60",
    } | changes  # fmt: skip


def _level(device: Device, value: float, *, back_s: int = 30, flags: int = 0) -> None:
    level, _ = Quantity.objects.get_or_create(
        code="level", defaults={"zh": "水位", "en": "Water level", "unit": "m"}
    )
    LastValue.objects.filter(device=device).delete()
    LastValue.objects.create(
        device=device, quantity=level, at=now() - timedelta(seconds=back_s), value=value, flags=flags
    )


def test_a_keeper_sets_what_a_pump_may_be_told_and_an_operator_finds_it(city: None, sign_in: SignIn) -> None:
    (device,) = entered(station())
    keeper = sign_in("data_admin", area="990101")
    assert keeper.post(f"/devices/{device.pk}/controls/new", _typed()).status_code == 303
    control = Control.objects.get()
    assert control.interlock == {
        "when": {"kind": "limit", "of": "level", "is": "at_least", "limit": 2.0},
        "series": {"level": {"device": device.pk, "name": "绣衣河水位站", "quantity": "level"}},
        "fresh_s": 600,
    }
    operator = sign_in("river_operator", area="990101")
    page = operator.get(f"/devices/{device.pk}").content.decode()
    assert "水位不低于 2 m" in page
    assert "从未上报水位" in page
    _level(device, 1.25)
    page = operator.get(f"/devices/{device.pk}").content.decode()
    assert "将被拒绝" in page
    assert "水位为 1.25 m（" in page
    assert f"/controls/{control.pk}/command?on=1" in page
    leader = sign_in("leader", area="990101").get(f"/devices/{device.pk}").content.decode()
    assert "1 号泵" in leader
    assert "/command?on=1" not in leader
    assert f"/controls/{control.pk}/revise" not in leader


@pytest.mark.parametrize(
    ("back_s", "flags", "said"),
    [(30, 0, None), (600, 0, "早于 600 秒前"), (30, Doubt.FAULTY.bit, "该读数存疑"), (-120, 0, "时间（")],
)
def test_a_reading_that_is_old_doubtful_or_of_tomorrow_forbids_with_its_time(
    city: None, sign_in: SignIn, back_s: int, flags: int, said: str | None
) -> None:
    (device,) = entered(station())
    control = controlled(device, target="pumps", interlock=_DEEP)
    _level(device, 3.0, back_s=back_s, flags=flags)
    operator = sign_in("river_operator", area="990101")
    answer = operator.post(f"/controls/{control.pk}/command", {"on": "1", "reason": "排涝"})
    if said is None:
        assert answer.status_code == 303
        return
    assert answer.status_code == 409
    assert said in answer.content.decode()
    with scope_opened(("",)):
        assert not Command.objects.exists()
    off = operator.post(f"/controls/{control.pk}/command", {"on": "0", "reason": "停泵"})
    assert off.status_code == 303  # stopping is always allowed here


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "send_text", "target": ""}, "kind"),
        ({"target": "fountain"}, "target"),
        ({"quantity": "0099999999/level"}, "condition"),
        ({"condition": '{"kind": "flat", "of": "level", "for_s": 60}'}, "condition"),
        ({"condition": "level > 2"}, "condition"),
        ({"fresh_s": "1"}, "fresh_s"),
        ({"answer_s": "1"}, "answer_s"),
        ({"read_back": "No Code"}, "read_back"),
        ({"limit": ""}, "condition"),
    ],
)
def test_what_cannot_be_told_is_refused_beside_its_field(
    city: None, sign_in: SignIn, changes: dict[str, str], field: str
) -> None:
    (device,) = entered(station())
    answer = sign_in("data_admin", area="990101").post(
        f"/devices/{device.pk}/controls/new", _typed(**changes)
    )
    assert answer.status_code == 422
    assert f'id="id_{field}' in answer.content.decode()
    assert not Control.objects.exists()
    assert not Entry.objects.filter(act="control.write").exists()


def test_a_control_is_revised_and_ended_and_its_commands_remain(city: None, sign_in: SignIn) -> None:
    (device,) = entered(station())
    control = controlled(device, target="pumps")
    command = asked(sign_in("dispatcher", area="990101"), control)
    keeper = sign_in("data_admin", area="990101")
    page = keeper.get(f"/controls/{control.pk}/revise")
    assert page.status_code == 200
    version = Control.objects.get().updated_at.isoformat()
    revised = keeper.post(
        f"/controls/{control.pk}/revise", _typed(name="一号泵", needs_second="on", version=version)
    )
    assert revised.status_code == 303
    assert (Control.objects.get().name, Control.objects.get().needs_second) == ("一号泵", True)
    version = Control.objects.get().updated_at.isoformat()
    ended = keeper.post(f"/controls/{control.pk}/end", {"reason": "拆除", "version": version})
    assert ended.status_code == 303
    dispatcher = sign_in("dispatcher", area="990101")
    assert dispatcher.get(f"/controls/{control.pk}/command").status_code == 404
    assert "一号泵" in dispatcher.get(f"/commands/{command.pk}").content.decode()


def test_who_may_not_command_or_approve_is_told(city: None, sign_in: SignIn) -> None:
    (device,) = entered(station())
    control = controlled(device, target="pumps", needs_second=True)
    command = asked(sign_in("river_operator", area="990101"), control)
    for role in ("leader", "data_admin", "collector"):
        client = sign_in(role, area="990101")
        assert client.get(f"/controls/{control.pk}/command").status_code == 403
        assert client.post(f"/controls/{control.pk}/command", {"on": "1", "reason": "x"}).status_code == 403
    assert posted(sign_in("river_operator", area="990101"), command, "approve", seen="on") == 403
    assert sign_in("dispatcher", area="990101").post(
        f"/devices/{device.pk}/controls/new", _typed()
    ).status_code == 403  # fmt: skip
    assert stands(command.pk).state == S.PROPOSED
    assert posted(sign_in("leader", area="990101"), command, "approve", seen="on") == 303
    assert stands(command.pk).state == S.DESIRED


def test_a_token_of_the_asker_does_not_approve(city: None) -> None:
    (device,) = entered(station())
    control = controlled(device, target="pumps", needs_second=True)
    roles = (Holding(role="dispatcher", area="990101"),)
    person = Actor(name="user:77", holdings=roles, user_id=77)
    command = command_ask(
        control_id=control.pk, parameters={"on": True}, reason="试车", actor=person, at=now()
    )
    token = Actor(name="token:5", holdings=roles, user_id=77)
    with pytest.raises(SamePerson):
        command_approve(command_id=command.pk, actor=token, at=now())
    stranger = Actor(name="user:78", holdings=(Holding(role="dispatcher", area="990102"),), user_id=78)
    with pytest.raises(NotPermitted):
        command_approve(command_id=command.pk, actor=stranger, at=now())


def test_a_neighbour_sees_no_command_and_asks_for_none(city: None, sign_in: SignIn) -> None:
    (device,) = entered(station())
    control = controlled(device, target="pumps")
    command = asked(sign_in("dispatcher", area="990101"), control)
    neighbour = sign_in("dispatcher", area="990102")
    assert neighbour.get(f"/commands/{command.pk}").status_code == 404
    assert "1 号泵" not in neighbour.get("/commands").content.decode()
    assert neighbour.get(f"/controls/{control.pk}/command").status_code in {403, 404}
    assert neighbour.post(
        f"/controls/{control.pk}/command", {"on": "1", "reason": "x"}
    ).status_code in {403, 404}  # fmt: skip
    with scope_opened((NEIGHBOUR,)):
        assert not Command.objects.exists()


def test_the_list_is_filtered_and_asks_little(city: None, sign_in: SignIn, sql_budget: Budget) -> None:
    pump, lorry, fume = entered(station(), truck(), monitor())
    dispatcher = sign_in("dispatcher", area="990101")
    asked(dispatcher, controlled(pump, target="pumps"))
    asked(dispatcher, controlled(lorry, kind=CommandKind.TEXT, name="通知司机", target=""), text="绕行")
    asked(dispatcher, controlled(fume, name="净化器", needs_second=True))
    dispatcher.get("/commands")
    with sql_budget("command list", most=12):
        page = dispatcher.get("/commands").content.decode()
    assert all(said in page for said in ("1 号泵：开启", "通知司机：绕行", "净化器：开启"))
    waiting = dispatcher.get("/commands?state=command_proposed").content.decode()
    assert "净化器：开启" in waiting
    assert "1 号泵：开启" not in waiting
    assert "1 号泵：开启" in dispatcher.get(f"/commands?number={pump.number}").content.decode()


def test_a_command_to_a_stopped_device_is_refused(city: None, sign_in: SignIn) -> None:
    (device,) = entered(station(state=DeviceState.STOPPED))
    control = controlled(device, target="pumps")
    answer = sign_in("dispatcher", area="990101").post(
        f"/controls/{control.pk}/command", {"on": "1", "reason": "排涝"}
    )
    assert answer.status_code == 409


def test_nobody_approved_in_time_and_the_command_is_over(city: None, sign_in: SignIn) -> None:
    (device,) = entered(station())
    control = controlled(device, target="pumps", needs_second=True, waits_s=60)
    command = asked(sign_in("dispatcher", area="990101"), control)
    with scope_opened(("",)):
        Command.objects.update(expires_at=now() - timedelta(seconds=1))
    assert posted(sign_in("shift_head", area="990101"), command, "approve", seen="on") == 409
    jobs.commands_settle()
    over = stands(command.pk)
    assert (over.state, over.outcome) == (S.EXPIRED, "outcome_unapproved")
    page = sign_in("leader", area="990101").get(f"/commands/{command.pk}").content.decode()
    assert "无人复核" in page
