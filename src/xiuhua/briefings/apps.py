"""Registration of `briefings` with Django."""

from django.apps import AppConfig


class BriefingsConfig(AppConfig):
    """Papers that write themselves: briefings, circulars, the annual report."""

    name = "xiuhua.briefings"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _words()
        _places()
        _background()
        _demo()


# Models are ready only when these run, hence the imports inside them.
def _words() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.briefings import terms  # noqa: PLC0415
    from xiuhua.briefings.queries.briefings import briefing_states, plan_states  # noqa: PLC0415
    from xiuhua.briefings.rules.granting import briefing_grants  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("briefings", briefing_grants())
    words.vocabulary_register(terms.BriefingKind, terms.BriefingState, terms.BriefingAct, terms.BlockKind)
    words.kind_register("briefing", zh="简报", en="briefing")
    words.kind_register("briefing_plan", zh="简报计划", en="plan of briefings")
    row_kind_register(kind="briefing", states=briefing_states)
    row_kind_register(kind="briefing_plan", states=plan_states)


def _places() -> None:
    from xiuhua.briefings.terms import BriefingAct  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    menu.menu_register(
        menu.MenuEntry(
            key="briefings", zh="简报", en="Briefings", url_name="briefings:briefings", icon="file-text",
            act=BriefingAct.READ.value, rank=31, under="figures",
        )
    )  # fmt: skip


def _background() -> None:
    from xiuhua.briefings import jobs  # noqa: PLC0415
    from xiuhua.briefings.rules.telling import briefing_templates  # noqa: PLC0415
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import subject_page_register, template_register  # noqa: PLC0415

    for template in briefing_templates():
        template_register(template)
    subject_page_register("briefing", "briefings:briefing")
    periodic_register("briefings_ask", jobs.ASK_SECONDS, jobs.ask)
    periodic_register("briefings_write", jobs.WRITE_SECONDS, jobs.write)


def _demo() -> None:
    from xiuhua.briefings.demo import PARTS  # noqa: PLC0415
    from xiuhua.cases.demo.parts import part_register  # noqa: PLC0415

    for part in PARTS:
        part_register(part)
