"""Registration of `cases` with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The loop: report, file, dispatch, handle, check, close."""

    name = "xiuhua.cases"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _acts()
        _rows()
        _figures()
        _background()
        _menu()
        _elsewhere()
        _imports()


def _acts() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415 - models are ready only now
    from xiuhua.cases import terms  # noqa: PLC0415
    from xiuhua.cases.rules.granting import loop_grants  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("cases", loop_grants())
    words.vocabulary_register(
        terms.CaseAct,
        terms.ReportAct,
        terms.CaseState,
        terms.Channel,
        terms.Stage,
        terms.Desk,
        terms.Closing,
        terms.Track,
        terms.AskedFor,
        terms.AskingState,
        terms.Light,
        terms.PhotoDoubt,
        terms.PhotoPart,
        terms.ClockAlert,
        terms.ConsultationAct,
        terms.ConsultationState,
        terms.QuestionState,
        terms.LoopAct,
    )
    words.kind_register("case", zh="案件", en="case")
    words.kind_register("report", zh="上报", en="report")
    words.kind_register("question", zh="确权议题", en="question of ownership")
    words.kind_register("consultation", zh="确权会商", en="consultation")
    words.kind_register("case_cost", zh="垫付费用", en="cost")
    words.kind_register("loop_version", zh="流程设置", en="loop settings")
    words.kind_register("act", zh="操作", en="act")


def _rows() -> None:
    from xiuhua.cases.queries.cases import case_states  # noqa: PLC0415
    from xiuhua.cases.queries.settings import version_states  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415

    row_kind_register(kind="case", states=case_states)
    row_kind_register(kind="loop_version", states=version_states)


def _figures() -> None:
    from xiuhua.cases.indicators import INDICATORS  # noqa: PLC0415
    from xiuhua.scenekit.indicators import indicators_register  # noqa: PLC0415

    indicators_register(INDICATORS)


def _background() -> None:
    from xiuhua.cases.services.held import CasesHeld  # noqa: PLC0415
    from xiuhua.cases.services.sweeping import deadlines_sweep, deferrals_resume  # noqa: PLC0415
    from xiuhua.cases.tails import CALENDARS, recounts_run  # noqa: PLC0415
    from xiuhua.ground.services.people import open_work_register  # noqa: PLC0415
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.ledger.tails import tail_register  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    open_work_register(CasesHeld())

    def sweep() -> None:
        deadlines_sweep(at=now())

    def resume() -> None:
        deferrals_resume(at=now())

    periodic_register("cases_deadlines", 5.0, sweep)
    periodic_register("cases_deferrals", 60.0, resume)
    periodic_register("cases_recounts", 60.0, recounts_run)
    tail_register(CALENDARS)


def _menu() -> None:
    from xiuhua.cases import terms  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    menu.menu_register(
        menu.MenuEntry(
            key="case",
            zh="案件",
            en="Cases",
            url_name="cases:cases",
            icon="folders",
            act=terms.CaseAct.READ,
            rank=5,
            query="open=1&sort=due",
        )
    )
    for rank, (url_name, act, zh, en) in enumerate(
        (
            ("cases:reports", terms.ReportAct.READ, "上报", "Reports"),
            ("cases:questions", terms.ConsultationAct.READ, "确权议题", "Ownership"),
            ("cases:consultations", terms.ConsultationAct.READ, "确权会商", "Meetings"),
            ("cases:loop-versions", terms.LoopAct.READ, "流程设置", "Settings"),
        )
    ):
        menu.menu_register(
            menu.MenuEntry(
                key=url_name, zh=zh, en=en, url_name=url_name, icon="list", act=act, rank=rank, under="case"
            )
        )


def _elsewhere() -> None:
    """Show cases on the pages of what they are about, and try a change of duties on them."""
    from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

    from xiuhua.cases.pages.cases import cases_drawn  # noqa: PLC0415
    from xiuhua.cases.queries.about import cases_of_component, cases_of_premises, cases_of_unit  # noqa: PLC0415
    from xiuhua.ground.terms.duties import DutyAct  # noqa: PLC0415
    from xiuhua.web.overlays import overlay_register  # noqa: PLC0415
    from xiuhua.web.pages.objects import (  # noqa: PLC0415
        ObjectAct,
        further_acts_register,
        further_related_register,
    )

    trial = ObjectAct[object](  # type: ignore[type-var]  # whatever the kind's record is
        act=DutyAct.READ.value, label=_("Try on last month"), url_name="cases:duty-trial", icon="history"
    )
    overlay_register("cases", cases_drawn)
    further_acts_register("duty_revision", trial)
    further_related_register("component", cases_of_component)
    further_related_register("premises", cases_of_premises)
    further_related_register("unit", cases_of_unit)


def _imports() -> None:
    from xiuhua.cases.imports import CASES  # noqa: PLC0415
    from xiuhua.cases.terms.histories import Ending  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    import_kind_register(CASES)
    words.vocabulary_register(Ending)
