"""Registration of spoil with Django."""

from django.apps import AppConfig


class SpoilConfig(AppConfig):
    """Spoil transport."""

    name = "xiuhua.scenes.spoil"
    label = "scene_spoil"

    def ready(self) -> None:
        """Enter manifest, words, grants, menu, figures and what runs in the background."""
        _words()
        _menu()
        _own_menu()
        _background()
        _figures()


# Models are ready only when these run, hence the imports inside them.
def _words() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.scenekit.registry import scene_register  # noqa: PLC0415
    from xiuhua.scenes.spoil import manifest, terms  # noqa: PLC0415
    from xiuhua.scenes.spoil.queries import dispatch, manifests, places  # noqa: PLC0415
    from xiuhua.scenes.spoil.rules.granting import spoil_grants  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    scene_register(manifest.MANIFEST)
    grants_register("scene_spoil", spoil_grants())
    words.vocabulary_register(*(getattr(terms, name) for name in terms.__all__))
    for key, zh, en in (
        ("manifest", "联单", "manifest"),
        ("spoil_site", "工地", "site"),
        ("spoil_dock", "码头", "dock"),
        ("spoil_point", "布点", "point"),
        ("spoil_haul", "行程", "haul"),
        ("spoil_day", "行程比对", "comparison"),
        ("spoil_dust", "扬尘", "dust"),
        ("spoil_record", "档案记录", "record"),
        ("spoil_post", "布控点", "post"),
        ("spoil_night", "夜间布控", "night watch"),
        ("suspicion", "偷倒嫌疑", "suspicion"),
        ("spoil_project", "出土项目", "project"),
        ("spoil_allotment", "调度", "allotment"),
        ("spoil_water", "洒水趟次", "sprinkling trip"),
        ("spoil_ask", "洒水要求", "request to sprinkle"),
        ("spoil_road", "道路", "road"),
        ("spoil_corridor", "运输廊道", "corridor"),
        ("spoil_dispatch", "消纳调度", "dispatch"),
    ):
        words.kind_register(key, zh=zh, en=en)
    row_kind_register(kind="manifest", states=manifests.manifest_states)
    row_kind_register(kind="spoil_site", states=places.site_states)
    row_kind_register(kind="spoil_dock", states=places.dock_states)
    row_kind_register(kind="spoil_project", states=dispatch.project_states)
    row_kind_register(kind="spoil_allotment", states=dispatch.allotment_states)


def _menu() -> None:
    from xiuhua.scenes.spoil.manifest import MANIFEST  # noqa: PLC0415
    from xiuhua.scenes.spoil.terms import Act  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    menu.menu_register(
        menu.MenuEntry(
            key="spoil",
            zh="渣土",
            en="Spoil",
            tab=("总览", "Overview"),
            url_name="spoil:front",
            icon="truck",
            act=Act.READ.value,
            rank=11,
            under=menu.SCENES.key,
            says=(MANIFEST.purpose_zh, MANIFEST.purpose),
        )
    )
    tabs = (
        ("manifests", "联单", "Manifests"),
        ("hauls", "行程", "Hauls"),
        ("suspicions", "偷倒嫌疑", "Suspicions"),
        ("sites", "工地", "Sites"),
        ("docks", "码头", "Docks"),
        ("projects", "出土清单", "Projects"),
        ("dispatch", "消纳调度", "Dispatch"),
        ("sinks", "消纳平衡", "Balance"),
        ("corridors", "廊道", "Corridors"),
        ("dust", "扬尘", "Dust"),
        ("roads", "道路洒水", "Roads"),
        ("trips", "洒水趟次", "Sprinkling"),
        ("asks", "洒水要求", "Asked for"),
        ("points", "两点一线", "Points"),
        ("trucks", "车辆", "Trucks"),
        ("hauliers", "企业", "Hauliers"),
        ("records", "档案", "Files"),
        ("nights", "夜间布控", "Nights"),
    )
    for rank, (name, zh, en) in enumerate(tabs):
        menu.menu_register(
            menu.MenuEntry(
                key=f"spoil:{name}",
                zh=zh,
                en=en,
                url_name=f"spoil:{name}",
                icon="list",
                act=Act.READ.value,
                rank=rank,
                under="spoil",
            )
        )


def _own_menu() -> None:
    """Enter the places of firms: a site's, and a haulier's with its drivers and docks."""
    from xiuhua.access.rules.roles import landing_register  # noqa: PLC0415
    from xiuhua.scenes.spoil.pages.shared import OWN_FLEET, OWN_SITE  # noqa: PLC0415
    from xiuhua.scenes.spoil.terms import Act  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    heads = (
        (OWN_SITE, "own-site", Act.OPEN, "我的工地", "My site", ("联单", "Manifests"), "building-community"),
        (OWN_FLEET, "own-hauler", Act.CARRY, "我的车队", "My trucks", ("全部联单", "All manifests"), "truck"),
    )
    for key, name, act, zh, en, tab, icon in heads:
        menu.menu_register(
            menu.MenuEntry(
                key=key, zh=zh, en=en, tab=tab, url_name=f"spoil:{name}", icon=icon, act=act.value, rank=1
            )
        )
    under = (
        ("own-projects", OWN_SITE, Act.REPORT, "我的出土项目", "My projects"),
        ("own-driver", OWN_FLEET, Act.CARRY, "我的运输", "My loads"),
        ("own-dock", OWN_FLEET, Act.SIGN, "我的码头", "My dock"),
        ("own-intake", OWN_FLEET, Act.SIGN, "将到土方", "To come"),
    )
    for rank, (name, head, act, zh, en) in enumerate(under):
        menu.menu_register(
            menu.MenuEntry(
                key=f"spoil:{name}",
                zh=zh,
                en=en,
                url_name=f"spoil:{name}",
                icon="list",
                act=act.value,
                rank=rank,
                under=head,
            )
        )
    landing_register("site_manager", "spoil:own-site")
    landing_register("spoil_hauler", "spoil:own-hauler")


def _background() -> None:
    from xiuhua.access.demo import demo_accounts_register  # noqa: PLC0415
    from xiuhua.ledger.jobs import loop_register, periodic_register  # noqa: PLC0415
    from xiuhua.scenes.spoil.demo import FLEET  # noqa: PLC0415
    from xiuhua.scenes.spoil.demo.town import ACCOUNTS  # noqa: PLC0415
    from xiuhua.scenes.spoil.jobs import days_loop, dust_watch, roads_watch  # noqa: PLC0415
    from xiuhua.sensing.demo import fleet_register  # noqa: PLC0415

    fleet_register(FLEET)
    demo_accounts_register(*ACCOUNTS)
    periodic_register("spoil_dust", 30.0, dust_watch)
    periodic_register("spoil_roads", 300.0, roads_watch)
    loop_register("spoil_days_loop", days_loop)


def _figures() -> None:
    from xiuhua.evaluation.pages.records import records_page_register  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts import fact_table_register  # noqa: PLC0415
    from xiuhua.scenekit.indicators import indicators_register  # noqa: PLC0415
    from xiuhua.scenes.spoil.indicators import INDICATORS  # noqa: PLC0415
    from xiuhua.scenes.spoil.pages import cover_points, docks, hauls, manifests, roads, sites  # noqa: PLC0415
    from xiuhua.scenes.spoil.queries.facts import FACTS  # noqa: PLC0415

    for table in FACTS:
        fact_table_register(table)
    indicators_register(INDICATORS)
    records_page_register("spoil_site", sites.SiteListPage)
    records_page_register("spoil_dock", docks.DockListPage)
    records_page_register("spoil_point", cover_points.CoverListPage)
    records_page_register("spoil_manifest", manifests.ManifestListPage)
    records_page_register("spoil_haul", hauls.HaulListPage)
    records_page_register("spoil_water", roads.TripListPage)
    records_page_register("spoil_ask", roads.AskListPage)
