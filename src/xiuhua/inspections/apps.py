"""Registration of `inspections` with Django."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """What somebody looked at on the spot, what was wrong, and how it was put right."""

    name = "xiuhua.inspections"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _words()
        _places()
        _background()


# Models are ready only when these run, hence the imports inside them.
def _words() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.inspections.queries.findings import finding_states  # noqa: PLC0415
    from xiuhua.inspections.queries.inspections import inspection_states  # noqa: PLC0415
    from xiuhua.inspections.queries.standards import standard_states  # noqa: PLC0415
    from xiuhua.inspections.rules.inspection_granting import inspection_grants  # noqa: PLC0415
    from xiuhua.inspections.terms import findings, inspections  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("inspections", inspection_grants())
    words.vocabulary_register(
        inspections.Verdict, inspections.InspectionResult, inspections.InspectionAct, inspections.StandardAct,
        findings.FindingState, findings.FindingAct, findings.Recheck, findings.PaperOfOrder,
    )  # fmt: skip
    words.kind_register("standard", zh="检查标准", en="checklist")
    words.kind_register("inspection", zh="检查", en="inspection")
    words.kind_register("finding", zh="检查问题", en="finding")
    words.kind_register("rectify_order", zh="责令改正通知书", en="order to put right")
    row_kind_register(kind="standard", states=standard_states)
    row_kind_register(kind="inspection", states=inspection_states)
    row_kind_register(kind="finding", states=finding_states)


def _background() -> None:
    from xiuhua.inspections.jobs import overdue_look  # noqa: PLC0415
    from xiuhua.inspections.rules.telling import finding_templates  # noqa: PLC0415
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import subject_page_register, template_register  # noqa: PLC0415

    for template in finding_templates():
        template_register(template)
    subject_page_register("finding", "inspections:finding")
    subject_page_register("own_finding", "inspections:own-finding")
    periodic_register("inspections_overdue", 60.0, overdue_look)


def _places() -> None:
    """Enter the place in the menu, and what hangs on premises and vehicles."""
    from xiuhua.inspections.pages.inspection_parts import related_of  # noqa: PLC0415
    from xiuhua.inspections.terms.inspections import InspectionAct  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415
    from xiuhua.web.pages.objects import further_related_register  # noqa: PLC0415

    menu.menu_register(
        menu.MenuEntry(
            key="inspections", zh="检查", en="Checks", tab=("检查记录", "Inspections"),
            url_name="inspections:inspections", icon="clipboard-check", act=InspectionAct.READ.value, rank=60,
            under="premises",
        )
    )  # fmt: skip
    tabs = (
        ("inspections:findings", InspectionAct.READ, "检查问题", "Findings"),
        ("inspections:own-findings", InspectionAct.OWN, "我的整改", "My findings"),
    )
    for rank, (url_name, act, zh, en) in enumerate(tabs):
        menu.menu_register(
            menu.MenuEntry(
                key=url_name, zh=zh, en=en, url_name=url_name, icon="list", act=act.value, rank=61 + rank,
                under="premises",
            )
        )  # fmt: skip
    for kind in ("premises", "vehicle"):
        further_related_register(kind, related_of(kind), InspectionAct.READ.value)
