"""Registration of `communities` with Django."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """The ways a city is told of a problem, and how whoever told it hears of the end."""

    name = "xiuhua.communities"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _orders()
        _residents()
        _communities()


def _orders() -> None:
    """Register the hotline, 12345 and what is asked of them."""


def _residents() -> None:
    """Register what residents write themselves: pages, WeChat, mail, message boards."""


def _communities() -> None:
    """Register what communities call for: whistles, service in the community."""
    _community_words()
    _community_menu()
    _community_background()
    _community_elsewhere()
    _community_demo()


# Models are ready only when these run, hence the imports inside them.
def _community_words() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.communities.queries.grid_notices import notice_states  # noqa: PLC0415
    from xiuhua.communities.queries.resources import row_states  # noqa: PLC0415
    from xiuhua.communities.queries.visits import request_states  # noqa: PLC0415
    from xiuhua.communities.queries.whistles import whistle_states  # noqa: PLC0415
    from xiuhua.communities.rules.communities_granting import communities_grants  # noqa: PLC0415
    from xiuhua.communities.terms import grid_notices, health, resources, visits, whistles  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.shared.terms import Term  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("communities_communities", communities_grants())
    for module in (whistles, visits, health, grid_notices, resources):
        words.vocabulary_register(
            *(
                one
                for one in vars(module).values()
                if isinstance(one, type) and issubclass(one, Term) and one is not Term
            )
        )
    words.kind_register("whistle", zh="哨单", en="whistle")
    words.kind_register("whistle_limits", zh="报到时限", en="check-in limits")
    words.kind_register("grid_notice", zh="抄告", en="grid notice")
    words.kind_register("service_slot", zh="驻点", en="service post")
    words.kind_register("service_record", zh="社区服务", en="service record")
    words.kind_register("service_request", zh="居民请求", en="request")
    words.kind_register("staffing", zh="下派", en="posting")
    words.kind_register("health_case", zh="防控案件", en="case of epidemic control")
    words.kind_register("disinfection", zh="消杀", en="disinfection")
    words.kind_register("resource", zh="共享资源", en="shared resource")
    words.kind_register("resource_grant", zh="使用申请", en="access")
    words.kind_register("resource_access", zh="取用记录", en="use")
    words.kind_register("resource_row", zh="共享数据", en="shared row")
    row_kind_register(kind="whistle", states=whistle_states)
    row_kind_register(kind="grid_notice", states=notice_states)
    row_kind_register(kind="service_request", states=request_states)
    row_kind_register(kind="resource_row", states=row_states)


def _community_menu() -> None:
    from xiuhua.communities.terms.grid_notices import NoticeAct  # noqa: PLC0415
    from xiuhua.communities.terms.health import HealthAct  # noqa: PLC0415
    from xiuhua.communities.terms.resources import ResourceAct  # noqa: PLC0415
    from xiuhua.communities.terms.visits import VisitAct  # noqa: PLC0415
    from xiuhua.communities.terms.whistles import WhistleAct  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    menu.menu_register(
        menu.MenuEntry(
            key="community", zh="社区", en="Community", tab=("吹哨", "Whistles"),
            url_name="communities:whistles", icon="building-community",
            act=WhistleAct.READ.value, rank=9, phone=False,
        )
    )  # fmt: skip
    daily, counted = ("", ""), ("统计与时限", "Counts and limits")
    health, shared = ("疫情防控", "Epidemic control"), ("数据共享", "Shared data")
    tabs = (
        ("communities:own-requests", VisitAct.OWN, "我的请求", "My requests", daily),
        ("communities:whistle-calls", WhistleAct.READ, "报到情况", "Check-ins", daily),
        ("communities:grid-notices", NoticeAct.READ, "抄告", "Notices", daily),
        ("communities:service-records", VisitAct.READ, "社区服务", "Service", daily),
        ("communities:service-requests", VisitAct.READ, "居民请求", "Requests", daily),
        ("communities:service-slots", VisitAct.READ, "驻点", "Posts", daily),
        ("communities:whistle-league", WhistleAct.READ, "报到排行", "League", counted),
        ("communities:grid-tallies", NoticeAct.READ, "网格统计", "By grid", counted),
        ("communities:shop-tallies", NoticeAct.READ, "商户统计", "By shop", counted),
        ("communities:service-sheet", VisitAct.READ, "服务月报", "Month", counted),
        ("communities:whistle-limits", WhistleAct.LIMITS_READ, "报到时限", "Limits", counted),
        ("communities:staffings", HealthAct.READ, "下派人员", "Staffing", health),
        ("communities:health-cases", HealthAct.READ, "防控案件", "Health cases", health),
        ("communities:disinfections", HealthAct.READ, "消杀", "Disinfection", health),
        ("communities:resources", ResourceAct.READ, "共享", "Sharing", shared),
        ("communities:resource-grants", ResourceAct.READ, "使用申请", "Access", shared),
        ("communities:resource-accesses", ResourceAct.LOG, "访问日志", "Log", shared),
    )
    for rank, (url_name, act, zh, en, group) in enumerate(tabs):
        menu.menu_register(
            menu.MenuEntry(
                key=url_name, zh=zh, en=en, url_name=url_name, icon="list", act=act.value, rank=rank,
                under="community", group=group,
            )
        )  # fmt: skip


def _community_background() -> None:
    from xiuhua.communities.services.grid_notices import findings_take, notices_count  # noqa: PLC0415
    from xiuhua.communities.services.whistles import whistles_sweep  # noqa: PLC0415
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    def sweep() -> None:
        whistles_sweep(at=now())

    def grid() -> None:
        findings_take(at=now())
        notices_count(at=now())

    periodic_register("communities_whistles", 5.0, sweep)
    periodic_register("communities_grid", 30.0, grid)


def _community_elsewhere() -> None:
    """Count for figures, and take files."""
    from xiuhua.communities.imports.resources import RESOURCE_ROWS  # noqa: PLC0415
    from xiuhua.communities.indicators.communities import INDICATORS  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.scenekit.indicators import indicators_register  # noqa: PLC0415

    indicators_register(INDICATORS)
    import_kind_register(RESOURCE_ROWS)


def _community_demo() -> None:
    from xiuhua.cases.demo.parts import part_register  # noqa: PLC0415
    from xiuhua.communities.demo import PARTS  # noqa: PLC0415

    for part in PARTS:
        part_register(part)
