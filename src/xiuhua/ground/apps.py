"""Registration of `ground` with Django."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """Areas, units, people, duties, the calendar, the catalogue, components and premises."""

    name = "xiuhua.ground"

    def ready(self) -> None:
        """Enter menu places, words, map layers, imports and what `ledger verify` compares, noun by noun."""
        _areas()
        _premises()
        _map()
        _calendars()
        _units()
        _people()
        _duties()
        _street_work()
        _catalogue()
        _handbook()
        _components()
        _parties()
        _vehicles()
        _cameras()
        _surveys()
        _neighbours()


# Models are ready only when these run, hence the imports inside them.
def _areas() -> None:
    from xiuhua.ground import queries, terms  # noqa: PLC0415
    from xiuhua.ground.imports import areas as area_files  # noqa: PLC0415
    from xiuhua.ground.imports import basemap as basemap_files  # noqa: PLC0415
    from xiuhua.ground.imports import roads as road_files  # noqa: PLC0415
    from xiuhua.ground.queries import roads  # noqa: PLC0415
    from xiuhua.ground.queries.areas import area_names  # noqa: PLC0415
    from xiuhua.ground.terms import areas as area_terms  # noqa: PLC0415
    from xiuhua.ground.tiles import areas  # noqa: PLC0415
    from xiuhua.intake.rules import import_bounds_register, import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import menu, seams, words  # noqa: PLC0415
    from xiuhua.web.tiles import tile_layer_register  # noqa: PLC0415

    seams.area_names_register(area_names)
    words.vocabulary_register(terms.Act, terms.AreaLevel, area_terms.AreaAct)
    words.kind_register("area", zh="区域", en="area")
    words.kind_register("road", zh="道路", en="road")
    row_kind_register(kind="area", states=queries.area_states)
    row_kind_register(kind="road", states=roads.road_states)
    row_kind_register(kind="feature", states=roads.feature_states)
    for kind in (area_files.AREAS, road_files.ROADS, basemap_files.BASEMAP):
        import_kind_register(kind)
    import_bounds_register(queries.areas_bounds)
    tile_layer_register(
        areas.AREAS, areas.AREA_NAMES, areas.UNIT_GRIDS, areas.DUTY_GRIDS, areas.EVALUATION_GRIDS,
        areas.GOVERNANCE_GRIDS, areas.KEY_AREAS, areas.SEGMENTS,
    )  # fmt: skip
    menu.menu_register(
        menu.MenuEntry(key="areas", zh="区域", en="Areas", url_name="ground:areas", icon="map-2",
                       act="area.read", rank=30)
    )  # fmt: skip


def _premises() -> None:
    from xiuhua.ground import queries, terms  # noqa: PLC0415
    from xiuhua.ground.imports import premises as imports  # noqa: PLC0415
    from xiuhua.ground.tiles import premises  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import menu, words  # noqa: PLC0415
    from xiuhua.web.tiles import tile_layer_register  # noqa: PLC0415

    words.vocabulary_register(terms.PremisesKind, terms.PremisesState)
    words.kind_register("premises", zh="场所", en="premises")
    row_kind_register(kind="premises", states=queries.premises_states)
    tile_layer_register(premises.PREMISES)
    import_kind_register(imports.PREMISES)
    menu.search_place_register(
        menu.SearchPlace(zh="搜场所、部件、道路、区域、单位", en="Premises, components, roads, areas, units",
                         url_name="ground:search", act="area.read")
    )  # fmt: skip
    menu.menu_register(
        menu.MenuEntry(key="premises", zh="场所", en="Premises", url_name="ground:premises",
                       icon="building-store", act="premises.read", rank=20)
    )  # fmt: skip


def _components() -> None:
    from xiuhua.ground.imports.components import COMPONENTS  # noqa: PLC0415
    from xiuhua.ground.queries import components as queries  # noqa: PLC0415
    from xiuhua.ground.terms import components as terms  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import menu, words  # noqa: PLC0415

    words.vocabulary_register(
        terms.ComponentAct, terms.ProposalAct, terms.ComponentState, terms.ComponentSource, terms.Accuracy,
        terms.ProposalVerb, terms.ProposalState,
    )  # fmt: skip
    words.kind_register("component", zh="部件", en="component")
    words.kind_register("proposal", zh="部件更新", en="component update")
    row_kind_register(kind="component", states=queries.component_states)
    row_kind_register(kind="proposal", states=queries.proposal_states)
    import_kind_register(COMPONENTS)
    menu.menu_register(
        menu.MenuEntry(key="components", zh="部件", en="Components", url_name="ground:components",
                       icon="stack-2", act="component.read", rank=22)
    )  # fmt: skip


def _parties() -> None:
    from xiuhua.ground.imports.parties import PARTIES  # noqa: PLC0415
    from xiuhua.ground.queries import parties as queries  # noqa: PLC0415
    from xiuhua.ground.terms import parties as terms  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    words.vocabulary_register(terms.PartyAct, terms.PartyKind, terms.PartyState)
    words.kind_register("party", zh="主体", en="party")
    row_kind_register(kind="party", states=queries.party_states)
    import_kind_register(PARTIES)


def _vehicles() -> None:
    from xiuhua.ground.imports.devices import DEVICES  # noqa: PLC0415
    from xiuhua.ground.imports.vehicles import VEHICLES  # noqa: PLC0415
    from xiuhua.ground.queries import vehicles as queries  # noqa: PLC0415
    from xiuhua.ground.terms import vehicles as terms  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    words.vocabulary_register(
        terms.VehicleAct, terms.MountAct, terms.VehicleKind, terms.VehicleState, terms.MountKind,
        terms.MountState,
    )  # fmt: skip
    words.kind_register("vehicle", zh="车辆", en="vehicle")
    words.kind_register("mount", zh="设备点位", en="device place")
    row_kind_register(kind="vehicle", states=queries.vehicle_states)
    row_kind_register(kind="mount", states=queries.mount_states)
    import_kind_register(VEHICLES)
    import_kind_register(DEVICES)


def _cameras() -> None:
    from xiuhua.ground.imports.cameras import CAMERAS  # noqa: PLC0415
    from xiuhua.ground.indicators import INDICATORS  # noqa: PLC0415
    from xiuhua.ground.queries.cameras import camera_states  # noqa: PLC0415
    from xiuhua.ground.terms import cameras as terms  # noqa: PLC0415
    from xiuhua.ground.tiles import cameras  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.scenekit.indicators import indicators_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415
    from xiuhua.web.tiles import tile_layer_register  # noqa: PLC0415

    words.vocabulary_register(terms.CameraAct, terms.CameraKind, terms.CameraState, terms.SightKind)
    words.kind_register("camera", zh="摄像机", en="camera")
    row_kind_register(kind="camera", states=camera_states)
    import_kind_register(CAMERAS)
    indicators_register(INDICATORS)
    tile_layer_register(cameras.CAMERAS)


def _surveys() -> None:
    from xiuhua.ground.queries import surveys as queries  # noqa: PLC0415
    from xiuhua.ground.terms import surveys as terms  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    words.vocabulary_register(terms.SurveyAct, terms.SurveyState, terms.SurveyGridState, terms.FindingResult)
    words.kind_register("survey", zh="普查", en="survey")
    words.kind_register("survey_grid", zh="普查网格", en="surveyed grid")
    words.kind_register("survey_finding", zh="普查结果", en="finding")
    row_kind_register(kind="survey", states=queries.survey_states)
    row_kind_register(kind="survey_grid", states=queries.grid_states)


def _catalogue() -> None:
    from xiuhua.ground.queries.catalogue import item_states  # noqa: PLC0415
    from xiuhua.ground.terms import catalogue as words_of  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    words.vocabulary_register(words_of.Standard, words_of.ItemKind, words_of.CatalogueAct)
    words.kind_register("catalogue_item", zh="目录条目", en="catalogue item")
    row_kind_register(kind="catalogue_item", states=item_states)


def _handbook() -> None:
    from xiuhua.ground.imports.catalogue import CATALOGUE  # noqa: PLC0415
    from xiuhua.ground.queries.handbook import handbook_states  # noqa: PLC0415
    from xiuhua.ground.terms import catalogue as words_of  # noqa: PLC0415
    from xiuhua.ground.terms.calendars import TimeUnit  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import menu, words  # noqa: PLC0415

    words.vocabulary_register(words_of.HandbookState, words_of.HandbookStart, words_of.HandbookAct, TimeUnit)
    words.kind_register("handbook", zh="指挥手册", en="handbook")
    words.kind_register("handbook_line", zh="手册条目", en="handbook line")
    words.kind_register("example_photo", zh="示例照片", en="example photo")
    row_kind_register(kind="handbook", states=handbook_states)
    import_kind_register(CATALOGUE)
    menu.menu_register(
        menu.MenuEntry(key="handbook", zh="手册", en="Book", url_name="ground:handbook", icon="book-2",
                       act="handbook.read", rank=50, under="duties")
    )  # fmt: skip


def _duties() -> None:
    from xiuhua.ground.imports.duties import DUTIES  # noqa: PLC0415
    from xiuhua.ground.queries import duties, duty_revisions  # noqa: PLC0415
    from xiuhua.ground.services.duties import DutiesHeld  # noqa: PLC0415
    from xiuhua.ground.services.people import open_work_register  # noqa: PLC0415
    from xiuhua.ground.terms import duties as terms  # noqa: PLC0415
    from xiuhua.ground.terms import people  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import menu, words  # noqa: PLC0415

    words.vocabulary_register(
        terms.DutyAct, terms.DutyGround, terms.AnswerGround, terms.ChiefLevel, terms.DutyHours,
        terms.RevisionState, terms.DraftVerb, terms.Lapse,
    )  # fmt: skip
    words.vocabulary_register(people.AbsenceKind)
    words.kind_register("duty", zh="职责", en="duty")
    words.kind_register("duty_revision", zh="职责调整", en="change of duties")
    words.kind_register("duty_line", zh="职责草稿行", en="line of a draft")
    import_kind_register(DUTIES)
    open_work_register(DutiesHeld())
    row_kind_register(kind="duty", states=duties.duty_states)
    row_kind_register(kind="duty_revision", states=duty_revisions.revision_states)
    menu.menu_register(
        menu.MenuEntry(key="duties", zh="职责", en="Duties", url_name="ground:duties", icon="clipboard-check",
                       act=terms.DutyAct.READ, rank=40, phone=False)
    )  # fmt: skip


def _street_work() -> None:
    from xiuhua.ground.queries import patrols, road_issues  # noqa: PLC0415
    from xiuhua.ground.terms.patrols import PatrolAct  # noqa: PLC0415
    from xiuhua.ground.terms.road_issues import RoadIssueAct, RoadIssueState  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import menu, words  # noqa: PLC0415

    words.vocabulary_register(PatrolAct, RoadIssueAct, RoadIssueState)
    words.kind_register("patrol", zh="巡查", en="patrol")
    words.kind_register("road_issue", zh="路段问题", en="street problem")
    row_kind_register(kind="patrol", states=patrols.patrol_states)
    row_kind_register(kind="road_issue", states=road_issues.issue_states)
    menu.menu_register(
        menu.MenuEntry(key="my-roads", zh="我的路段", en="My roads", url_name="ground:my-roads", icon="walk",
                       act=RoadIssueAct.REPORT, rank=15)
    )  # fmt: skip


def _units() -> None:
    from xiuhua.ground.imports.units import UNITS  # noqa: PLC0415
    from xiuhua.ground.queries.units import unit_states  # noqa: PLC0415
    from xiuhua.ground.terms.people import UnitKind, UnitState  # noqa: PLC0415
    from xiuhua.ground.terms.units import UnitAct  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    words.vocabulary_register(UnitAct, UnitKind, UnitState)
    words.kind_register("unit", zh="机构", en="unit")
    row_kind_register(kind="unit", states=unit_states)
    import_kind_register(UNITS)


def _people() -> None:
    from xiuhua.ground.imports.people import PEOPLE  # noqa: PLC0415
    from xiuhua.ground.imports.posts import POSTS  # noqa: PLC0415
    from xiuhua.ground.queries import people, posts  # noqa: PLC0415
    from xiuhua.ground.terms.people import (  # noqa: PLC0415
        AbsenceAct,
        AbsenceKind,
        PersonAct,
        PersonState,
        PostAct,
    )
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import menu, words  # noqa: PLC0415

    words.vocabulary_register(PersonAct, PersonState, PostAct, AbsenceAct, AbsenceKind)
    words.kind_register("person", zh="人员", en="person")
    words.kind_register("post", zh="岗位", en="post")
    words.kind_register("absence", zh="离岗", en="absence")
    row_kind_register(kind="person", states=people.person_states)
    row_kind_register(kind="post", states=posts.post_states)
    row_kind_register(kind="absence", states=posts.absence_states)
    import_kind_register(PEOPLE)
    import_kind_register(POSTS)
    menu.menu_register(
        menu.MenuEntry(key="people", zh="人员", en="People", url_name="ground:people", icon="users",
                       act=PersonAct.READ, rank=45)
    )  # fmt: skip


def _calendars() -> None:
    from xiuhua.ground.queries import calendars  # noqa: PLC0415
    from xiuhua.ground.terms.calendars import CalendarAct, CalendarState, TimeUnit  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import menu, words  # noqa: PLC0415

    words.vocabulary_register(CalendarAct, CalendarState, TimeUnit)
    words.kind_register("calendar", zh="日历", en="calendar")
    row_kind_register(kind="calendar", states=calendars.calendar_states)
    menu.menu_register(
        menu.MenuEntry(key="calendar", zh="日历", en="Calendar", url_name="ground:calendars", icon="calendar",
                       act="calendar.read", rank=55, under="duties")
    )  # fmt: skip


def _map() -> None:
    from xiuhua.ground import terms  # noqa: PLC0415
    from xiuhua.ground.tiles import basemap, components, mounts  # noqa: PLC0415
    from xiuhua.web import menu, words  # noqa: PLC0415
    from xiuhua.web.tiles import tile_layer_register  # noqa: PLC0415

    words.vocabulary_register(terms.RoadClass, terms.ComponentState, terms.MountKind)
    tile_layer_register(
        basemap.ROADS, basemap.BASEMAP, components.COMPONENTS, components.COMPONENT_CLUSTERS, mounts.MOUNTS
    )
    menu.menu_register(
        menu.MenuEntry(
            key="map", zh="地图", en="Map", url_name="ground:map", icon="map", act="area.read", rank=10
        )
    )


def _neighbours() -> None:
    """Enter the lists that stand as tabs beside the one of the rail."""
    from xiuhua.web import menu  # noqa: PLC0415

    for rank, (under, url_name, act, zh, en) in enumerate(_BESIDE):
        menu.menu_register(
            menu.MenuEntry(
                key=url_name, zh=zh, en=en, url_name=url_name, icon="list", act=act, rank=rank, under=under,
                group=_SELDOM.get(url_name, ("", "")),
            )
        )  # fmt: skip


_SELDOM = {"ground:mounts": ("点位与轨迹", "Places and movements")}


_BESIDE = (
    ("premises", "ground:parties", "party.read", "主体", "Parties"),
    ("premises", "ground:vehicles", "vehicle.read", "车辆", "Vehicles"),
    ("premises", "ground:surveys", "survey.read", "普查", "Surveys"),
    ("components", "ground:proposals", "proposal.read", "部件更新", "Updates"),
    ("components", "ground:mounts", "mount.read", "设备点位", "Device places"),
    ("components", "ground:cameras", "camera.read", "摄像机", "Cameras"),
    ("areas", "ground:roads", "road.read", "道路", "Roads"),
    ("areas", "ground:grids", "area.read", "责任网格", "Duty grids"),
    ("duties", "ground:duty-revisions", "duty.read", "职责调整", "Changes"),
    ("duties", "ground:patrols", "patrol.read", "巡查", "Patrols"),
    ("duties", "ground:issues", "road_issue.read", "路段问题", "Street problems"),
    ("people", "ground:units", "unit.read", "机构", "Units"),
    ("people", "ground:posts", "person.read", "岗位", "Posts"),
    ("handbook", "ground:handbook-lines", "handbook.read", "手册条目", "Lines"),
    ("handbook", "ground:handbooks", "handbook.read", "手册版本", "Versions"),
    ("handbook", "ground:catalogue", "catalogue.read", "目录", "Catalogue"),
)
