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
        ("manifests", Act.READ, "联单", "Manifests"),
        ("hauls", Act.READ, "行程", "Hauls"),
        ("suspicions", Act.READ, "偷倒嫌疑", "Suspicions"),
        ("sites", Act.READ, "工地", "Sites"),
        ("docks", Act.READ, "码头", "Docks"),
        ("projects", Act.READ, "出土清单", "Projects"),
        ("dispatch", Act.READ, "消纳调度", "Dispatch"),
        ("sinks", Act.READ, "消纳平衡", "Balance"),
        ("corridors", Act.READ, "廊道", "Corridors"),
        ("dust", Act.READ, "扬尘", "Dust"),
        ("roads", Act.READ, "道路洒水", "Roads"),
        ("trips", Act.READ, "洒水趟次", "Sprinkling"),
        ("asks", Act.READ, "洒水要求", "Asked for"),
        ("points", Act.READ, "两点一线", "Points"),
        ("trucks", Act.READ, "车辆", "Trucks"),
        ("hauliers", Act.READ, "企业", "Hauliers"),
        ("records", Act.READ, "档案", "Files"),
        ("nights", Act.READ, "夜间布控", "Nights"),
        ("own-site", Act.OWN, "我的工地", "My site"),
        ("own-projects", Act.OWN, "我的出土项目", "My projects"),
        ("own-intake", Act.OWN, "将到土方", "To come"),
        ("own-hauler", Act.OWN, "我的车队", "My trucks"),
        ("own-dock", Act.OWN, "我的码头", "My dock"),
        ("own-driver", Act.OWN, "我的运输", "My loads"),
    )
    for rank, (name, act, zh, en) in enumerate(tabs):
        menu.menu_register(
            menu.MenuEntry(
                key=f"spoil:{name}",
                zh=zh,
                en=en,
                url_name=f"spoil:{name}",
                icon="list",
                act=act.value,
                rank=rank,
                under="spoil",
            )
        )


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
    from xiuhua.scenes.spoil.pages import hauls, manifests, places, roads  # noqa: PLC0415
    from xiuhua.scenes.spoil.queries.facts import FACTS  # noqa: PLC0415

    for table in FACTS:
        fact_table_register(table)
    indicators_register(INDICATORS)
    records_page_register("spoil_site", places.SiteListPage)
    records_page_register("spoil_dock", places.DockListPage)
    records_page_register("spoil_point", places.CoverListPage)
    records_page_register("spoil_manifest", manifests.ManifestListPage)
    records_page_register("spoil_haul", hauls.HaulListPage)
    records_page_register("spoil_water", roads.TripListPage)
    records_page_register("spoil_ask", roads.AskListPage)
