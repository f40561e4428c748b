"""Registration of `cases` with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The loop: report, file, dispatch, handle, check, close."""

    name = "xiuhua.cases"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _acts()
        _rows()
        _background()
        _imports()


def _acts() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415 - models are ready only now
    from xiuhua.cases import terms  # noqa: PLC0415
    from xiuhua.cases.rules.granting import loop_grants  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("cases", loop_grants())
    words.vocabulary_register(
        terms.CaseAct, terms.ReportAct, terms.CaseState, terms.Channel, terms.Stage, terms.Desk, terms.Closing,
        terms.Track, terms.AskedFor, terms.AskingState, terms.Light, terms.ClockAlert, terms.ConsultationAct,
        terms.ConsultationState, terms.QuestionState, terms.LoopAct,
    )  # fmt: skip
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


def _background() -> None:
    from xiuhua.cases.services.held import CasesHeld  # noqa: PLC0415
    from xiuhua.cases.services.sweeping import deadlines_sweep, deferrals_resume  # noqa: PLC0415
    from xiuhua.ground.services.people import open_work_register  # noqa: PLC0415
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    open_work_register(CasesHeld())
    periodic_register("cases_deadlines", 5.0, lambda: deadlines_sweep(at=now()))
    periodic_register("cases_deferrals", 60.0, lambda: deferrals_resume(at=now()))


def _imports() -> None:
    from xiuhua.cases.imports import CASES  # noqa: PLC0415
    from xiuhua.cases.terms.histories import Ending  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    import_kind_register(CASES)
    words.vocabulary_register(Ending)
