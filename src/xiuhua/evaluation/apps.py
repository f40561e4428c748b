"""Registration of `evaluation` with Django."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Every figure a bureau reports, computed from records."""

    name = "xiuhua.evaluation"

    def ready(self) -> None:
        """Enter fact tables, words, acts, and what `ledger verify` compares."""
        _acts()
        _facts()
        _menu()
        _records()


# Models are ready only when these run, hence the imports inside them.
def _acts() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.evaluation import terms  # noqa: PLC0415
    from xiuhua.evaluation.queries.months import version_states  # noqa: PLC0415
    from xiuhua.evaluation.rules.granting import figure_grants  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.scenekit.indicators import FigureGroup, FigureUnit  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("evaluation", figure_grants())
    words.vocabulary_register(
        terms.FigureAct,
        terms.WhyNone,
        terms.Side,
        terms.SplitBy,
        terms.Against,
        terms.Method,
        terms.Way,
        FigureGroup,
        FigureUnit,
    )
    words.kind_register("figure", zh="指标", en="figure")
    words.kind_register("month_version", zh="统计月设置", en="statistical month")
    row_kind_register(kind="month_version", states=version_states)


def _facts() -> None:
    from xiuhua.evaluation.queries.facts import fact_table_register  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.assignments import ASSIGNMENT_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.cameras import CAMERA_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.cases import CASE_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.communities import HEALTH_CASE_FACTS, STAFFING_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.inspections import FINDING_FACTS, INSPECTION_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.orders import ORDER_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.permits import CERTIFICATE_FACTS  # noqa: PLC0415

    fact_table_register(ORDER_FACTS)
    fact_table_register(CASE_FACTS)
    fact_table_register(CAMERA_FACTS)
    fact_table_register(HEALTH_CASE_FACTS)
    fact_table_register(STAFFING_FACTS)
    fact_table_register(ASSIGNMENT_FACTS)
    for table in (INSPECTION_FACTS, FINDING_FACTS, CERTIFICATE_FACTS):
        fact_table_register(table)


def _menu() -> None:
    from xiuhua.evaluation.pages.shown import figures_of  # noqa: PLC0415
    from xiuhua.evaluation.terms import FigureAct  # noqa: PLC0415
    from xiuhua.web import menu, seams  # noqa: PLC0415

    seams.figures_register(figures_of)
    menu.menu_register(
        menu.MenuEntry(key="figures", zh="评价", en="Figures", url_name="evaluation:figures",
                       icon="chart-bar", act=FigureAct.READ.value, rank=25)
    )  # fmt: skip


def _records() -> None:
    from xiuhua.evaluation.pages.field_records import records_entered  # noqa: PLC0415

    records_entered()
