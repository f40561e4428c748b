"""Words of the dispatch of spoil: projects, what they are allotted, and why."""

from xiuhua.shared.terms import Term


class ProjectWay(Term):
    """How a project comes onto the list: with an approval, or by reporting what stays in its district."""

    APPROVED = "way_approved", "处置核准", "Approved"
    REPORTED = "way_reported", "区内报备", "Reported within the district"


class ProjectState(Term):
    """Whether a project is dispatched."""

    LISTED = "project_listed", "在册", "Listed", "brand"
    CLOSED = "project_closed", "已销项", "Closed", "plain"


class AllotmentState(Term):
    """What a person said of a proposed line from source to sink."""

    PROPOSED = "allotment_proposed", "待确认", "Proposed", "soon"
    ACCEPTED = "allotment_accepted", "已下达", "Accepted", "done"
    MERGED = "allotment_merged", "已并入", "Merged", "plain"
    REFUSED = "allotment_refused", "未采纳", "Refused", "hold"


class MatchReason(Term):
    """Why a project's spoil is to go to a dock: `{found}` and `{limit}` are the numbers of it."""

    CORRIDOR = "match_corridor", "与项目同在一条廊道", "On the corridor of the project"
    CROSSES = (
        "match_crosses",
        "跨廊道：本廊道码头余量 {limit} 立方米，装不下 {found} 立方米",
        "Across corridors: the docks of its own take {limit} m³, not {found} m³",
    )
    NAMED = (
        "match_named",
        "跨廊道：核准的消纳点只在另一廊道有余量",
        "Across corridors: the approved docks with room lie on another",
    )
    OPEN = "match_open", "项目或码头未划入廊道", "Project or dock lies on no corridor"
    NEAREST = (
        "match_nearest",
        "可用码头中最近，直线 {found} 千米",
        "The nearest dock that may take it, {found} km as the crow flies",
    )
    FARTHER = (
        "match_farther",
        "直线 {found} 千米；最近的可用码头 {limit} 千米，余量让给了合计路程更短的安排",
        "{found} km as the crow flies; the nearest is at {limit} km, its room serves a shorter total",
    )
    ROOM = (
        "match_room",
        "码头余量 {limit} 立方米，装得下 {found} 立方米",
        "The dock has room for {limit} m³, and {found} m³ come",
    )
    ENDLESS = "match_endless", "码头未设容量", "The dock has no limit"
    PART = (
        "match_part",
        "项目还要出 {limit} 立方米，这里只排了 {found} 立方米",
        "The project has {limit} m³ to send, of which {found} m³ go here",
    )
    REPORTED = "match_reported", "区内报备时指定", "Named when it was reported"
    CHANGED = (
        "match_changed",
        "人工调整：由 {limit} 立方米改为 {found} 立方米",
        "Changed by hand: from {limit} m³ to {found} m³",
    )
    MOVED = "match_moved", "人工调整了消纳点", "Another dock was chosen by hand"
