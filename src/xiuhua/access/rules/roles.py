"""Role templates: which row of the register each role stands for, and with which family of acts it begins.

Source:
    the role rows P-01 to P-68 of the requirement register; the families are our own choice, because people of
    one family need the same ground to stand on before any package gives them acts of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from xiuhua.access.terms import Role
from xiuhua.shared.terms import Term


class Family(Term):
    """What roles have in common."""

    LEADERSHIP = "leadership", "领导决策", "Leadership"  # read everything of their area, decide
    OFFICE = "office", "机关办公室", "Offices"  # run the bureau: papers, scores, money, data
    DESK = "desk", "指挥中心", "Command centre"  # sit in the command centre
    STREET = "street", "一线队伍", "In the street"  # work outdoors: collect, verify, enforce
    TOWN = "town", "镇街社区", "Streets, towns, communities"
    LEGAL = "legal", "法制司法", "Law"  # advise on and review law cases
    OVERSIGHT = "oversight", "督察监督", "Oversight"  # watch the watchers
    PEER = "peer", "协同部门", "Other departments"  # other departments and platforms
    CONTRACTOR = "contractor", "承包服务单位", "Contractors"  # work for the bureau under a contract
    FIRM = "firm", "企业商户", "Firms"  # are regulated, or answer for premises
    RESIDENT = "resident", "市民与社会", "Residents"  # live here, ask, report


@dataclass(frozen=True)
class RoleTemplate:
    """A role, the register's row it stands for, and its family.

    Args:
        landing: where whoever holds it begins, as the name of an address: this table lies beneath the pages.
        zh, en: what it is for, in one line.
    """

    role: Role
    row: str
    family: Family
    landing: str
    zh: str
    en: str

    def purpose(self, language: str) -> str:
        """Return what the role is for: Chinese for every `zh…`, else English."""
        return self.zh if language.startswith("zh") else self.en


TEMPLATES: tuple[RoleTemplate, ...] = (
    RoleTemplate(
        Role.DISTRICT_LEADER,
        "P-01",
        Family.LEADERSHIP,
        "ground:map",
        "看全区情况，跟进问题道路，约谈并签批",
        "Sees the whole district, follows problem roads, signs decisions",
    ),
    RoleTemplate(
        Role.COMMITTEE_HEAD,
        "P-02",
        Family.LEADERSHIP,
        "ground:map",
        "主持城管委工作，约谈镇街负责人",
        "Chairs the committee, interviews street heads",
    ),
    RoleTemplate(
        Role.COMMITTEE_OFFICE,
        "P-03",
        Family.OFFICE,
        "ground:people",
        "排名、发布、约谈，召开月度例会",
        "Ranks, publishes, interviews, holds the monthly meeting",
    ),
    RoleTemplate(
        Role.GOVERNMENT_OFFICE,
        "P-04",
        Family.OFFICE,
        "cases:questions",
        "牵头月度责任例会",
        "Leads the monthly meeting on responsibilities",
    ),
    RoleTemplate(
        Role.TOWN_COMMITTEE,
        "P-05",
        Family.TOWN,
        "cases:cases",
        "处置镇街一级的问题",
        "Handles what belongs to the street or town",
    ),
    RoleTemplate(
        Role.TOWN_HEAD,
        "P-06",
        Family.TOWN,
        "ground:people",
        "督促整改，接受约谈，查看排名",
        "Has things put right, is interviewed, reads the ranking",
    ),
    RoleTemplate(
        Role.ROAD_CHIEF,
        "P-07",
        Family.TOWN,
        "ground:my-roads",
        "巡查责任路段，处置道路问题",
        "Walks the roads in charge and settles what is wrong there",
    ),
    RoleTemplate(
        Role.COMMUNITY_SECRETARY,
        "P-08",
        Family.TOWN,
        "cases:cases",
        "吹哨报到，社区自治",
        "Calls departments in, leads the community's own work",
    ),
    RoleTemplate(
        Role.GRID_MEMBER,
        "P-09",
        Family.STREET,
        "ground:survey-walks",
        "在责任网格发现、上报、复查问题",
        "Finds, reports and rechecks in the duty grid",
    ),
    RoleTemplate(
        Role.SANITATION_WATCHER,
        "P-10",
        Family.STREET,
        "ground:areas",
        "保洁时顺手上报问题",
        "Reports what is seen while cleaning",
    ),
    RoleTemplate(
        Role.VOLUNTEER, "P-11", Family.RESIDENT, "ground:areas", "上报问题，参与志愿服务", "Reports and helps"
    ),
    RoleTemplate(
        Role.ACCEPTOR,
        "P-12",
        Family.DESK,
        "cases:workbench",
        "受理上报，登记立案",
        "Accepts reports and files cases",
    ),
    RoleTemplate(
        Role.DISPATCHER,
        "P-13",
        Family.DESK,
        "cases:workbench",
        "把案件派给责任单位",
        "Sends cases to the unit that answers",
    ),
    RoleTemplate(
        Role.VERIFIER,
        "P-14",
        Family.STREET,
        "cases:workbench",
        "到现场核实、核查后结案",
        "Verifies in the field before a case closes",
    ),
    RoleTemplate(
        Role.ALARM_REVIEWER,
        "P-15",
        Family.DESK,
        "ground:map",
        "确认或驳回智能告警",
        "Confirms or rejects the alarms of detectors",
    ),
    RoleTemplate(
        Role.VIDEO_PATROLLER,
        "P-16",
        Family.DESK,
        "cases:video-rounds",
        "看视频巡检，留存证据",
        "Patrols by video and keeps evidence",
    ),
    RoleTemplate(
        Role.DRONE_PILOT, "P-17", Family.STREET, "ground:areas", "执行无人机航线", "Flies the routes"
    ),
    RoleTemplate(
        Role.COMPLAINT_TEAM,
        "P-18",
        Family.DESK,
        "orders:orders",
        "签收、联系、派发、回访诉求",
        "Signs for complaints, calls, sends on, calls back",
    ),
    RoleTemplate(
        Role.HOTLINE_AGENT,
        "P-19",
        Family.DESK,
        "orders:call-desk",
        "登记热线来电",
        "Writes down hotline calls",
    ),
    RoleTemplate(
        Role.OFFICER,
        "P-20",
        Family.STREET,
        "ground:premises",
        "巡查、劝导、立案、处罚",
        "Patrols, persuades, files, fines",
    ),
    RoleTemplate(
        Role.SQUAD_LEADER,
        "P-21",
        Family.STREET,
        "ground:people",
        "分派任务，审核案卷",
        "Assigns work and approves",
    ),
    RoleTemplate(
        Role.MULTI_SKILLED_OFFICER,
        "P-22",
        Family.STREET,
        "ground:premises",
        "一人承担多个领域执法",
        "Enforces in several fields",
    ),
    RoleTemplate(
        Role.AUXILIARY, "P-23", Family.STREET, "ground:areas", "协助执法，参与奖励", "Assists the officers"
    ),
    RoleTemplate(
        Role.LEGAL_OFFICER, "P-24", Family.LEGAL, "ground:areas", "审核执法案卷", "Reviews case files"
    ),
    RoleTemplate(Role.LAWYER, "P-25", Family.LEGAL, "ground:areas", "提供法律意见", "Gives legal advice"),
    RoleTemplate(
        Role.PROSECUTOR,
        "P-26",
        Family.LEGAL,
        "ground:areas",
        "驻队监督执法",
        "Supervises enforcement on the spot",
    ),
    RoleTemplate(
        Role.JUDGE, "P-27", Family.LEGAL, "ground:areas", "共享法庭调解", "Mediates in the shared court"
    ),
    RoleTemplate(
        Role.POLICE,
        "P-28",
        Family.PEER,
        "ground:areas",
        "联合执法，移送刑事案件",
        "Acts jointly, takes criminal cases",
    ),
    RoleTemplate(
        Role.PEER_DEPARTMENT,
        "P-29",
        Family.PEER,
        "ground:areas",
        "联合检查，来函协查，移交证据",
        "Checks jointly, answers letters, hands evidence on",
    ),
    RoleTemplate(
        Role.SERVICE_BUREAU, "P-30", Family.PEER, "ground:areas", "移交审批结果", "Passes permits on"
    ),
    RoleTemplate(
        Role.PERMIT_CLERK,
        "P-31",
        Family.OFFICE,
        "ground:premises",
        "受理并审查申请",
        "Accepts and reviews applications",
    ),
    RoleTemplate(
        Role.APPLICANT, "P-32", Family.RESIDENT, "ground:areas", "提交申请，签收结果", "Applies and signs"
    ),
    RoleTemplate(
        Role.SHOPKEEPER,
        "P-33",
        Family.FIRM,
        "ground:areas",
        "门前三包签约、自查",
        "Signs for the frontage and checks it",
    ),
    RoleTemplate(
        Role.CATERER,
        "P-34",
        Family.FIRM,
        "ground:areas",
        "油烟监测，餐厨垃圾交运",
        "Keeps fumes measured and kitchen waste collected",
    ),
    RoleTemplate(
        Role.BIKE_FIRM,
        "P-35",
        Family.FIRM,
        "ground:areas",
        "调度单车，清理乱停",
        "Moves bikes and clears what stands in the way",
    ),
    RoleTemplate(
        Role.PARKING_OPERATOR,
        "P-36",
        Family.FIRM,
        "ground:areas",
        "上传实时泊位，停车收费",
        "Sends live parking figures",
    ),
    RoleTemplate(
        Role.SPOIL_HAULER,
        "P-37",
        Family.FIRM,
        "ground:areas",
        "电子联单，车辆定位",
        "Keeps manifests and vehicle positions",
    ),
    RoleTemplate(
        Role.SITE_MANAGER,
        "P-38",
        Family.FIRM,
        "ground:areas",
        "落实工地六个百分百",
        "Keeps the six rules of a building site",
    ),
    RoleTemplate(
        Role.ROAD_CONTRACTOR,
        "P-39",
        Family.CONTRACTOR,
        "ground:components",
        "养护、抢修市政设施",
        "Maintains and repairs roads and fittings",
    ),
    RoleTemplate(
        Role.SANITATION_CONTRACTOR,
        "P-40",
        Family.CONTRACTOR,
        "ground:components",
        "清扫保洁，履行合同",
        "Cleans and fulfils the contract",
    ),
    RoleTemplate(
        Role.STICKER_CONTRACTOR,
        "P-41",
        Family.CONTRACTOR,
        "ground:components",
        "限时清理小广告",
        "Removes stickers in time",
    ),
    RoleTemplate(
        Role.RIVER_OPERATOR,
        "P-42",
        Family.CONTRACTOR,
        "ground:components",
        "远程运行河道、泵站",
        "Runs rivers and pumping stations",
    ),
    RoleTemplate(
        Role.DRAINAGE_USER,
        "P-43",
        Family.FIRM,
        "ground:areas",
        "排水许可与水样",
        "Keeps the drainage permit and samples",
    ),
    RoleTemplate(
        Role.GAS_FIRM,
        "P-44",
        Family.FIRM,
        "ground:areas",
        "气瓶流转与配送",
        "Tracks cylinders and deliveries",
    ),
    RoleTemplate(
        Role.GAS_SUPERVISOR,
        "P-45",
        Family.STREET,
        "ground:premises",
        "入户安检，宣传用气安全",
        "Visits gas users and checks",
    ),
    RoleTemplate(
        Role.GAS_USER,
        "P-46",
        Family.RESIDENT,
        "ground:areas",
        "查看用气安全提示",
        "Reads about gas safety at home",
    ),
    RoleTemplate(
        Role.ELDER_ALONE,
        "P-47",
        Family.RESIDENT,
        "ground:areas",
        "家中装有燃气报警器",
        "Lives with a gas alarm that somebody watches",
    ),
    RoleTemplate(
        Role.RESIDENT,
        "P-48",
        Family.RESIDENT,
        "ground:areas",
        "分类投放，随手上报",
        "Sorts waste and reports",
    ),
    RoleTemplate(
        Role.REPORTER,
        "P-49",
        Family.RESIDENT,
        "ground:areas",
        "跟踪自己诉求的办理",
        "Follows what becomes of a complaint",
    ),
    RoleTemplate(
        Role.DISABLED_RESIDENT,
        "P-50",
        Family.RESIDENT,
        "ground:areas",
        "反映无障碍设施问题",
        "Says where the way is barred",
    ),
    RoleTemplate(
        Role.SORTING_SUPERVISOR,
        "P-51",
        Family.STREET,
        "ground:premises",
        "在投放点督导分类",
        "Stands at the sorting points",
    ),
    RoleTemplate(
        Role.PROPERTY_FIRM,
        "P-52",
        Family.CONTRACTOR,
        "ground:components",
        "管好小区责任区",
        "Keeps the estate in order",
    ),
    RoleTemplate(
        Role.STALL_HOLDER,
        "P-53",
        Family.FIRM,
        "ground:areas",
        "按点按时摆摊",
        "Keeps to the stall and its hours",
    ),
    RoleTemplate(
        Role.TESTING_FIRM,
        "P-54",
        Family.CONTRACTOR,
        "ground:components",
        "道路、桥梁、管网检测",
        "Surveys roads, bridges and pipes",
    ),
    RoleTemplate(
        Role.SCORING_FIRM,
        "P-55",
        Family.CONTRACTOR,
        "ground:components",
        "第三方测评打分",
        "Scores as a third party",
    ),
    RoleTemplate(
        Role.INSPECTORATE,
        "P-56",
        Family.OVERSIGHT,
        "ground:premises",
        "督察履职情况",
        "Checks how duties are done",
    ),
    RoleTemplate(
        Role.DISCIPLINE,
        "P-57",
        Family.OVERSIGHT,
        "ground:premises",
        "监督执纪，抓早抓小",
        "Watches discipline, warns early",
    ),
    RoleTemplate(Role.ASSESSOR, "P-58", Family.OFFICE, "ground:people", "考核打分、排名", "Scores and ranks"),
    RoleTemplate(
        Role.FINANCE,
        "P-59",
        Family.OFFICE,
        "ground:premises",
        "罚没与补助的账目",
        "Keeps fines and subsidies",
    ),
    RoleTemplate(
        Role.PERSONNEL,
        "P-60",
        Family.OFFICE,
        "ground:people",
        "人员、岗位与培训",
        "Keeps people, posts and training",
    ),
    RoleTemplate(
        Role.DATA_ADMIN,
        "P-61",
        Family.OFFICE,
        "ground:handbook",
        "维护机构、人员、部件目录与数据交换",
        "Keeps units, people, the catalogue and exchange",
    ),
    RoleTemplate(
        Role.UPPER_PLATFORM,
        "P-62",
        Family.PEER,
        "ground:areas",
        "上级平台交换数据",
        "Exchanges with the platform above",
    ),
    RoleTemplate(
        Role.PRESS, "P-63", Family.RESIDENT, "ground:areas", "发布排名与新闻", "Publishes rankings and news"
    ),
    RoleTemplate(
        Role.DEPUTY_MEMBER, "P-64", Family.RESIDENT, "ground:areas", "提出议案建议", "Makes proposals"
    ),
    RoleTemplate(
        Role.LOCAL_VOLUNTEER,
        "P-65",
        Family.STREET,
        "ground:areas",
        "本地志愿力量参与巡查",
        "Patrols as a local volunteer",
    ),
    RoleTemplate(
        Role.SANITARY_CITY_GROUP,
        "P-66",
        Family.OFFICE,
        "ground:people",
        "创卫任务分解落实",
        "Divides the sanitary-city tasks",
    ),
    RoleTemplate(
        Role.HEALTH_OFFICE, "P-67", Family.PEER, "ground:areas", "病媒生物防制", "Fights disease carriers"
    ),
    RoleTemplate(
        Role.SAFETY_OFFICE,
        "P-68",
        Family.OFFICE,
        "ground:people",
        "四方责任与燃气安全",
        "Keeps the four parties to gas safety",
    ),
)


# Posts of the loop that the register's rows do not name.
LOOP_ROLES = (Role.COLLECTOR, Role.SHIFT_HEAD, Role.UNIT_CLERK, Role.HANDLER)
_LANDINGS = {template.role.value: template.landing for template in TEMPLATES} | {
    Role.GROUND_CLERK.value: "ground:premises",
    Role.LEADER.value: "ground:map",
    **{role.value: "cases:workbench" for role in LOOP_ROLES},
}
_OF_THE_PLATFORM = (
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDITOR,
    Role.GROUND_CLERK,
    Role.LEADER,
    *LOOP_ROLES,
)


def landing_register(role: str, url_name: str) -> None:
    """Let a higher app say where a role begins, once it has a page for it.

    Source:
        own choice, because the pages of a role may lie in an app that this table knows nothing of.
    """
    _LANDINGS[role] = url_name


def landing_of(roles: Sequence[str]) -> str:
    """Return the name of the address where a person of some roles begins; empty where none of them says."""
    return next((_LANDINGS[role] for role in roles if role in _LANDINGS), "")


def templates_grouped() -> tuple[tuple[Family, tuple[RoleTemplate, ...]], ...]:
    """Return the templates of each family, families in their own order."""
    order = list(Family)
    found = sorted(TEMPLATES, key=lambda template: order.index(template.family))
    return tuple((family, tuple(those)) for family, those in groupby(found, key=lambda one: one.family))


def roles_grouped(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the template roles for a choice: by family, each with what it is for."""
    return [
        (
            family.label(language),
            [(one.role.value, f"{one.role.label(language)} · {one.purpose(language)}") for one in templates],
        )
        for family, templates in templates_grouped()
    ]


def platform_roles(language: str) -> list[tuple[str, str]]:
    """Return the roles that the platform itself needs, for a choice."""
    return [(role.value, role.label(language)) for role in _OF_THE_PLATFORM]


def roles_of(*families: Family) -> tuple[str, ...]:
    """Return the roles of some families, in the register's order."""
    return tuple(template.role.value for template in TEMPLATES if template.family in families)
