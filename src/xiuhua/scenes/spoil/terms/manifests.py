"""Words of the manifest, the building site and the dock."""

from xiuhua.shared.terms import Term


class ManifestState(Term):
    """Where an electronic manifest stands: produced, on the way, disposed of."""

    OPENED = "manifest_opened", "待出场", "To be loaded", "plain"
    ON_THE_WAY = "manifest_on_the_way", "运输中", "On the way", "brand"
    ARRIVED = "manifest_arrived", "待签收", "At the dock", "soon"
    SETTLED = "manifest_settled", "已消纳", "Disposed of", "done"
    DISPUTED = "manifest_disputed", "数量不符", "Does not balance", "late"
    VOIDED = "manifest_voided", "已作废", "Voided", "hold"


class MeasuredIn(Term):
    """What an amount of spoil is given in."""

    NATURAL = "natural_m3", "立方米（自然方）", "m³ in the ground"
    LOOSE = "loose_m3", "立方米（松方）", "m³ loose"
    TONNES = "tonnes", "吨", "t"


class WeighedAt(Term):
    """Where a truck was weighed."""

    GATE = "weighed_gate", "工地出口", "Site gate"
    DOCK = "weighed_dock", "码头、消纳场", "Dock"


class SiteStage(Term):
    """Whether a building site is being worked on: the four states of its ledger."""

    COMPLETE = "site_complete", "完工", "Complete", "done"
    STARTED = "site_started", "在建", "Under way", "brand"
    STOPPED = "site_stopped", "停工", "Stopped", "hold"
    RESUMED = "site_resumed", "复工", "Resumed", "brand"


class SiteLevel(Term):
    """Whose a building site is to watch."""

    DISTRICT = "level_district", "区级城管", "The district"
    ABOVE = "level_above", "上级主管部门", "The level above"


class DockState(Term):
    """Whether a dock takes spoil."""

    TAKES = "dock_takes", "可消纳", "Takes spoil", "done"
    FULL = "dock_full", "已满", "Full", "late"
    SHUT = "dock_shut", "停用", "Shut", "hold"


class DustState(Term):
    """Where an episode of dust stands."""

    SPRAYING = "dust_spraying", "喷淋中", "Spraying", "brand"
    FELL = "dust_fell", "已降尘", "Fell", "done"
    STAYED = "dust_stayed", "喷淋无效", "Did not fall", "late"
    UNPROVEN = "dust_unproven", "效果不明", "Nobody knows", "hold"


class CoverKind(Term):
    """Which of "two points, one line" a point is of."""

    DOCK = "cover_dock", "码头", "Dock"
    GATE = "cover_gate", "工地出入口", "Site gate"
    ROAD = "cover_road", "必经道路卡口", "Road checkpoint"


class SuspicionState(Term):
    """What a person said of a suspicion."""

    FOUND = "suspicion_found", "待核查", "To be checked", "soon"
    CONFIRMED = "suspicion_confirmed", "属实", "Confirmed", "late"
    REFUTED = "suspicion_refuted", "不属实", "Refuted", "plain"
