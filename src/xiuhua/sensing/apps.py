"""Registration of `sensing` with Django."""

from django.apps import AppConfig


class SensingConfig(AppConfig):
    """Devices, what they send, and how they stand."""

    name = "xiuhua.sensing"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _acts()
        _background()
        _elsewhere()


def _acts() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415 - models are ready only now
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.scenekit.registry import scenes_follow  # noqa: PLC0415
    from xiuhua.sensing import terms  # noqa: PLC0415
    from xiuhua.sensing.queries.alarm_rules import rule_states  # noqa: PLC0415
    from xiuhua.sensing.queries.alarms import alarm_states  # noqa: PLC0415
    from xiuhua.sensing.queries.commands import command_states, control_states  # noqa: PLC0415
    from xiuhua.sensing.queries.devices import device_states  # noqa: PLC0415
    from xiuhua.sensing.queries.fences import fence_states  # noqa: PLC0415
    from xiuhua.sensing.queries.holdings import holding_states  # noqa: PLC0415
    from xiuhua.sensing.queries.maintenance import window_states  # noqa: PLC0415
    from xiuhua.sensing.rules.granting import sensing_grants  # noqa: PLC0415
    from xiuhua.sensing.rules.quantities import BASES  # noqa: PLC0415
    from xiuhua.sensing.services.declared import quantities_declared  # noqa: PLC0415
    from xiuhua.sensing.terms import tracks  # noqa: PLC0415
    from xiuhua.sensing.terms.conditions import Comparison  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("sensing", sensing_grants())
    words.vocabulary_register(terms.RuleAct, terms.RuleState, terms.AlarmAct, terms.AlarmPhase)
    for severity in terms.Severity:
        words.kind_register(f"severity_{severity.value}", zh=severity.zh, en=severity.en)
    words.vocabulary_register(
        *(terms.DeviceAct, terms.FrameAct, terms.Protocol, terms.DeviceState, terms.Liveness),
        *(terms.ConcentrationUnit, terms.FrameFault, terms.StreamAct, terms.StoredKind),
        *(terms.CommandAct, terms.CommandKind, terms.CommandState, terms.Outcome),
        *(terms.ControlAct, terms.Guarded, terms.ChannelState, terms.LiveAct),
        *(tracks.FencingAct, tracks.TrackAct, tracks.FenceState, tracks.FenceEffect),
    )
    for code, said in BASES.items():  # refusals name what was read
        words.kind_register(f"quantity:{code}", zh=said.zh, en=said.en)
    scenes_follow(quantities_declared)
    for comparison in Comparison:
        words.kind_register(f"comparison:{comparison.value}", zh=comparison.zh, en=comparison.en)
    words.kind_register("command", zh="指令", en="command")
    words.kind_register("control", zh="可控项", en="control")
    words.kind_register("device", zh="设备", en="device")
    words.kind_register("stream", zh="数据流", en="datastream")
    words.kind_register("quantity", zh="监测量", en="quantity")
    words.kind_register("readings", zh="一天的读数", en="day of readings")
    words.kind_register("rule", zh="规则", en="rule")
    words.kind_register("alarm", zh="报警", en="alarm")
    words.kind_register("fence", zh="电子围栏", en="fence")
    row_kind_register(kind="device", states=device_states)
    row_kind_register(kind="rule", states=rule_states)
    row_kind_register(kind="alarm", states=alarm_states)
    words.vocabulary_register(terms.MaintenanceAct, terms.MaintenanceState)
    words.kind_register("maintenance", zh="检修窗口", en="maintenance window")
    row_kind_register(kind="maintenance", states=window_states)
    row_kind_register(kind="command", states=command_states)
    row_kind_register(kind="control", states=control_states)
    row_kind_register(kind="fence", states=fence_states)
    words.vocabulary_register(terms.HoldingAct, terms.HoldingState)
    words.kind_register("kit", zh="装备领用", en="kit given out")
    row_kind_register(kind="kit", states=holding_states)


def _background() -> None:
    from xiuhua.ledger.jobs import loop_register, periodic_register  # noqa: PLC0415 - models are ready now
    from xiuhua.ledger.tails import tail_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import subject_page_register, template_register  # noqa: PLC0415
    from xiuhua.sensing import jobs  # noqa: PLC0415
    from xiuhua.sensing.rules.telling import alarm_templates  # noqa: PLC0415
    from xiuhua.sensing.tails import TELLING  # noqa: PLC0415

    periodic_register("sensing_liveness", 5.0, jobs.liveness_look)
    periodic_register("sensing_commands", 1.0, jobs.commands_settle)
    periodic_register("sensing_days", 3600.0, jobs.days_make)
    periodic_register("sensing_rolls", 5.0, jobs.rolls_make)
    periodic_register("sensing_retire", 60.0, jobs.days_leave)
    loop_register("judge_loop", jobs.judge_loop)
    periodic_register("sensing_fences", 2.0, jobs.fences_follow)
    tail_register(TELLING)
    for template in alarm_templates():
        template_register(template)
    subject_page_register("alarm", "sensing:alarm")
    subject_page_register("rule", "sensing:rule")


def _elsewhere() -> None:
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415 - models are ready only now
    from xiuhua.sensing.imports import DEVICES as IMPORT  # noqa: PLC0415
    from xiuhua.sensing.imports import FENCES, KIT  # noqa: PLC0415
    from xiuhua.sensing.pages.holdings import area_related, person_related  # noqa: PLC0415
    from xiuhua.sensing.pages.tracks import vehicle_related  # noqa: PLC0415
    from xiuhua.sensing.terms import (  # noqa: PLC0415
        AlarmAct,
        CommandAct,
        DeviceAct,
        FrameAct,
        HoldingAct,
        MaintenanceAct,
        RuleAct,
    )
    from xiuhua.sensing.terms.tracks import FencingAct, TrackAct  # noqa: PLC0415
    from xiuhua.sensing.tiles import DEVICES  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415
    from xiuhua.web.overlays import MapSwitch, switch_register  # noqa: PLC0415
    from xiuhua.web.pages.objects import further_related_register  # noqa: PLC0415
    from xiuhua.web.tiles import tile_layer_register  # noqa: PLC0415

    import_kind_register(IMPORT)
    import_kind_register(FENCES)
    import_kind_register(KIT)
    further_related_register("person", person_related, HoldingAct.READ)
    further_related_register("area", area_related, HoldingAct.READ)
    further_related_register("vehicle", vehicle_related, TrackAct.READ)
    tile_layer_register(DEVICES)
    switch_register(
        MapSwitch(name="devices", zh="感知设备", en="Devices", act=DeviceAct.READ, from_zoom=11, on=True)
    )
    tabs = (
        (
            AlarmAct.READ,
            "alarms",
            "报警",
            "Alarms",
            "state=alarm_firing&state=alarm_recovering&state=alarm_held",
        ),
        (DeviceAct.READ, "devices", "设备", "Devices", ""),
        (HoldingAct.READ, "kit", "装备", "Kit", "state=kit_held"),
        (RuleAct.READ, "rules", "规则", "Rules", ""),
        (MaintenanceAct.READ, "maintenance", "检修", "Maintenance", ""),
        (TrackAct.READ, "tracks", "轨迹", "Tracks", ""),
        (FencingAct.READ, "fences", "电子围栏", "Fences", ""),
        (FencingAct.READ, "crossings", "越界记录", "Crossings", ""),
        (CommandAct.READ, "commands", "指令", "Commands", ""),
        (FrameAct.READ, "strangers", "未知设备", "Unknown", ""),
    )
    where, settings = ("点位与轨迹", "Places and movements"), ("规则与控制", "Rules and control")
    groups = {
        **dict.fromkeys(("tracks", "fences", "crossings"), where),
        **dict.fromkeys(("rules", "commands", "strangers"), settings),
    }
    for rank, (act, name, zh, en, query) in enumerate(tabs):
        menu.menu_register(
            menu.MenuEntry(
                key=f"sensing:{name}", zh=zh, en=en, url_name=f"sensing:{name}", icon="broadcast", act=act,
                rank=40 + rank, under="components", query=query, group=groups.get(name, ("", "")),
            )
        )  # fmt: skip
