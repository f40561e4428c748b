"""Registration of catering fume with Django."""

from django.apps import AppConfig


class FumesConfig(AppConfig):
    """Catering fume."""

    name = "xiuhua.scenes.fumes"
    label = "scene_fumes"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _words()
        _places()
        _figures()
        _elsewhere()


# Models are ready only when these run, hence the imports inside them.
def _words() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.scenekit.registry import scene_register  # noqa: PLC0415
    from xiuhua.scenes.fumes import manifest, terms  # noqa: PLC0415
    from xiuhua.scenes.fumes.queries import kitchens as queries  # noqa: PLC0415
    from xiuhua.scenes.fumes.rules.granting import fume_grants  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    scene_register(manifest.MANIFEST)
    grants_register("scene_fumes", fume_grants())
    words.vocabulary_register(
        *(terms.Act, terms.SizeClass, terms.KitchenState, terms.ReportState, terms.Verdict, terms.Why),
        *(terms.LeadState, terms.Cause, terms.ProofKind, terms.Found, terms.AskState),
    )
    kinds = (
        ("fume_kitchen", "餐饮店", "kitchen", queries.kitchen_states),
        ("fume_lead", "油烟线索", "lead", queries.lead_states),
        ("fume_proof", "核查记录", "finding", queries.proof_states),
        ("fume_ask", "油烟文书", "paper to a kitchen", queries.ask_states),
        ("fume_limits", "油烟限值", "fume limits", queries.limits_states),
    )
    for kind, zh, en, states in kinds:
        words.kind_register(kind, zh=zh, en=en)
        row_kind_register(kind=kind, states=states)
    words.kind_register("fume_exceedance", zh="超标记录", en="exceedance")
    words.kind_register("fume_hour", zh="监测小时", en="hour of a monitor")


def _places() -> None:
    from xiuhua.access.rules.roles import landing_register  # noqa: PLC0415
    from xiuhua.scenes.fumes.manifest import MANIFEST  # noqa: PLC0415
    from xiuhua.scenes.fumes.terms import Act  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    menu.menu_register(
        menu.MenuEntry(
            key="fumes",
            zh="油烟",
            en="Fume",
            url_name="fumes:front",
            icon="flame",
            act=Act.READ.value,
            rank=10,
            under=menu.SCENES.key,
            says=(MANIFEST.purpose_zh, MANIFEST.purpose),
            tab=("总览", "Overview"),
        )
    )
    tabs = (
        ("kitchens", "餐饮店", "Kitchens"),
        ("leads", "线索", "Leads"),
        ("exceedances", "超标记录", "Exceedances"),
        ("asks", "文书", "Papers"),
    )
    for rank, (name, zh, en) in enumerate(tabs):
        menu.menu_register(
            menu.MenuEntry(
                key=f"fumes:{name}",
                zh=zh,
                en=en,
                url_name=f"fumes:{name}",
                icon="list",
                act=Act.READ.value,
                rank=rank,
                under="fumes",
            )
        )
    menu.menu_register(
        menu.MenuEntry(
            key="fumes-own",
            zh="我的店",
            en="My kitchen",
            url_name="fumes:own",
            icon="building-store",
            act=Act.OWN.value,
            rank=1,
        )
    )
    landing_register("caterer", "fumes:own")


def _figures() -> None:
    from xiuhua.evaluation.pages.records import records_page_register  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts import fact_table_register  # noqa: PLC0415
    from xiuhua.scenekit.indicators import indicators_register  # noqa: PLC0415
    from xiuhua.scenes.fumes.indicators import INDICATORS  # noqa: PLC0415
    from xiuhua.scenes.fumes.pages.records import PAGES  # noqa: PLC0415
    from xiuhua.scenes.fumes.queries.facts import FACTS  # noqa: PLC0415

    for table in FACTS:
        fact_table_register(table)
    indicators_register(INDICATORS)
    for fact, distinct, page in PAGES:
        records_page_register(fact, page, distinct=distinct)


def _elsewhere() -> None:
    from django.urls import reverse  # noqa: PLC0415

    from xiuhua.access.demo import demo_accounts_register  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.ledger.tails import tail_register  # noqa: PLC0415
    from xiuhua.papers.services import SubjectKind, subject_kind_register  # noqa: PLC0415
    from xiuhua.scenes.fumes.demo import ACCOUNT, FLEET  # noqa: PLC0415
    from xiuhua.scenes.fumes.imports import KITCHENS  # noqa: PLC0415
    from xiuhua.scenes.fumes.jobs import hours_look  # noqa: PLC0415
    from xiuhua.scenes.fumes.services.hours import hours_make  # noqa: PLC0415
    from xiuhua.scenes.fumes.tails import CHECKS  # noqa: PLC0415
    from xiuhua.sensing.demo import fleet_register  # noqa: PLC0415
    from xiuhua.sensing.services.rolling import hours_follow  # noqa: PLC0415

    import_kind_register(KITCHENS)
    hours_follow("fumes", hours_make)
    periodic_register("fumes_hours", 60.0, hours_look)
    subject_kind_register(
        SubjectKind(
            kind="fume_lead", address=lambda pk: reverse("fumes:lead", args=(pk,)), facts=lambda *_: {}
        )
    )
    subject_kind_register(
        SubjectKind(
            kind="fume_kitchen", address=lambda pk: reverse("fumes:kitchen", args=(pk,)), facts=lambda *_: {}
        )
    )
    fleet_register(FLEET)
    demo_accounts_register(ACCOUNT)
    tail_register(CHECKS)
