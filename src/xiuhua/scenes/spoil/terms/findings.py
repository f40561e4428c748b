"""Words of what is wrong: with a manifest, with a haul, with a stop; and of records and grades."""

from xiuhua.shared.terms import Term


class ManifestFault(Term):
    """What is wrong with a manifest: `{found}` is what was found, `{limit}` what it was held against."""

    AFTER_TRIP = (
        "fault_after_trip",
        "联单开具晚于车辆出场 {found} 分钟（允许 {limit} 分钟）",
        "It was written {found} min after the truck had left (allowed: {limit} min)",
        "late",
    )
    DOCK_FULL = (
        "fault_dock_full",
        "码头余量 {limit} 立方米，装不下本车 {found} 立方米",
        "The dock has room for {limit} m³, and the truck brings {found} m³",
        "late",
    )
    TWO_OPEN = (
        "fault_two_open",
        "该车另有 {found} 张未结联单（只允许 {limit} 张）",
        "The truck has {found} open manifests (allowed: {limit})",
        "late",
    )
    TOO_MUCH = (
        "fault_over_approved",
        "项目累计 {found} 立方米，超出核准 {limit} 立方米",
        "The project has {found} m³ so far, beyond the {limit} m³ approved",
        "late",
    )
    SHORT = (
        "fault_short",
        "到场量比出场量少 {found} %（允许 {limit} %）",
        "{found} % less arrived than left (allowed: {limit} %)",
        "late",
    )
    SURPLUS = (
        "fault_surplus",
        "到场量比出场量多 {found} %（允许 {limit} %）",
        "{found} % more arrived than left (allowed: {limit} %)",
        "late",
    )
    NO_TIME = (
        "fault_no_time",
        "出场到到场只有 {found} 分钟，不合情理（至少 {limit} 分钟）",
        "Only {found} min from gate to dock, which cannot be (at least {limit} min)",
        "late",
    )


class WeightFault(Term):
    """Why a weight cannot be, or must not."""

    NONE = "weight_none", "重量应大于 0", "A weight is more than 0", "late"
    BELOW_TARE = (
        "weight_below_tare",
        "毛重 {found} 千克，小于皮重 {limit} 千克",
        "{found} kg gross is less than the {limit} kg of the empty truck",
        "late",
    )
    IMPOSSIBLE = (
        "weight_impossible",
        "净重 {found} 千克，任何车也装不下（上限 {limit} 千克）",
        "No truck holds {found} kg (at most {limit} kg)",
        "late",
    )
    OVERLOADED = (
        "weight_overloaded",
        "净重 {found} 千克，超过核定载质量 {limit} 千克",
        "{found} kg is over the {limit} kg that the truck may carry",
        "soon",
    )


class HaulFault(Term):
    """What is wrong with a haul."""

    UNMANIFESTED = "haul_unmanifested", "无联单运输", "Without a manifest", "late"
    WRONG_DOCK = "haul_wrong_dock", "未到约定消纳点", "To another dock than agreed", "late"
    NO_DOCK = "haul_no_dock", "装载后未到任何消纳点", "Reached no dock", "late"
    NO_PERMIT = "haul_no_permit", "无准运证或不在有效期", "Without a permit in force", "late"
    OFF_ROUTE = "haul_off_route", "偏离核准路线", "Off the permitted route", "late"
    OUT_OF_HOURS = "haul_out_of_hours", "超出核准时段", "Outside the permitted hours", "late"
    LEFT_CITY = "haul_left_city", "驶出辖区", "Left the city", "late"
    TWO_TRUCKS = "haul_two_trucks", "两车共用一个终端", "Two trucks with one terminal", "late"


class DumpReason(Term):
    """What speaks for, or against, a stop having been a dumping."""

    OUTSIDE = "dump_outside", "停在许可地点之外", "Stood in no permitted place"
    EMPTIED = "dump_emptied", "停留前后载重骤减", "Its load was gone afterwards"
    LIGHTER = "dump_lighter", "停留前后载重减少", "It was lighter afterwards"
    TIPPED = "dump_tipped", "车厢举升", "Its body was tipped"
    NIGHT = "dump_night", "发生在夜间", "By night"
    OWED = "dump_owed", "持未签收联单", "It owed its load to a dock"
    SILENT = "dump_silent", "期间定位中断", "Its signal was lost meanwhile"
    UNDELIVERED = (
        "dump_undelivered",
        "装载后未到任何许可地点即返回装载处",
        "Back where it had loaded without having been in any permitted place",
    )
    SAME_LOAD = "dump_same_load", "载重未变", "Its load stayed the same"


class RecordKind(Term):
    """What stands in the file of a haulier, a truck or a driver."""

    DUMPING = "record_dumping", "偷倒乱倒", "Dumped"
    SPILLAGE = "record_spillage", "抛洒滴漏", "Spilled"
    UNPERMITTED = "record_unpermitted", "无证运输", "Hauled without a permit"
    UNMANIFESTED = "record_unmanifested", "无联单运输", "Hauled without a manifest"
    OFF_ROUTE = "record_off_route", "偏离路线", "Left the route"
    OUT_OF_HOURS = "record_out_of_hours", "超时段运输", "Hauled out of hours"
    UNCLOSED = "record_unclosed", "未密闭或带泥上路", "Open or muddy on the road"
    OVERLOADED = "record_overloaded", "超载", "Overloaded"
    SEIZED = "record_seized", "扣押车辆", "Truck seized"
    FINED = "record_fined", "罚款", "Fined"
    EDUCATED = "record_educated", "教育整改", "Educated"
    CLEAN = "record_clean", "检查合格", "Check passed"


class Grade(Term):
    """How closely a haulier, a truck or a driver is watched."""

    LOW = "grade_low", "低风险", "Low risk", "done"
    MEDIUM = "grade_medium", "中风险", "Medium risk", "soon"
    HIGH = "grade_high", "高风险", "High risk", "late"
