"""The fixed words of areas and of the base map."""

from xiuhua.shared.terms import Term


class AreaLevel(Term):
    """The administrative tree from the city down, and the layers that lie beside it."""

    CITY = "city", "市", "City"
    DISTRICT = "district", "区县", "District"
    STREET = "street", "街道乡镇", "Street"
    COMMUNITY = "community", "社区村", "Community"
    UNIT_GRID = "unit_grid", "单元网格", "Unit grid"
    DUTY_GRID = "duty_grid", "责任网格", "Duty grid"
    EVALUATION_GRID = "evaluation_grid", "评价网格", "Evaluation grid"
    GOVERNANCE_GRID = "governance_grid", "综治网格", "Governance grid"
    KEY_AREA = "key_area", "重点区域", "Key area"
    SEGMENT = "segment", "责任路段", "Duty segment"


class AreaAct(Term):
    """What can be done to areas, roads and the base map beyond recording and reading."""

    REVISE = "area.revise", "修订区域", "Revised the area"
    VOID = "area.void", "作废区域", "Voided the area"
    WITHDRAW = "area.withdraw", "撤回导入的区域", "Took the imported area back"
    ROAD_READ = "road.read", "查看道路", "Read roads"
    ROAD_WRITE = "road.write", "录入道路", "Recorded the road"
    ROAD_WITHDRAW = "road.withdraw", "撤回导入的道路", "Took the imported road back"
    FEATURE_WRITE = "feature.write", "录入底图要素", "Recorded the base map feature"
    FEATURE_WITHDRAW = "feature.withdraw", "撤回导入的底图要素", "Took the imported feature back"


class AreaState(Term):
    """Whether the code is in use. A code is never used again."""

    VALID = "valid", "有效", "Valid", "done"
    VOID = "void", "作废", "Void"


class RoadClass(Term):
    """The classes of urban roads, widest first."""

    EXPRESSWAY = "expressway", "快速路", "Expressway"
    ARTERIAL = "arterial", "主干路", "Arterial road"
    SECONDARY = "secondary", "次干路", "Secondary road"
    BRANCH = "branch", "支路", "Branch road"
    LANE = "lane", "街巷", "Lane"


class FeatureKind(Term):
    """What the base map draws beneath everything."""

    WATER = "water", "水系", "Water"
    PARK = "park", "公园绿地", "Park"
    BUILDING = "building", "建筑", "Building"
    PLAZA = "plaza", "广场", "Plaza"


class FindingKind(Term):
    """How boundaries can fail to fit."""

    OVERLAP = "overlap", "重叠", "Overlap", "late"
    GAP = "gap", "空隙", "Gap", "soon"
