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
        _papers()


def _acts() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415 - models are ready only now
    from xiuhua.cases import terms  # noqa: PLC0415
    from xiuhua.cases.rules.granting import loop_grants  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("cases", loop_grants())
    words.vocabulary_register(
        terms.AlarmLink,
        terms.CaseAct,
        terms.ReportAct,
        terms.CaseState,
        terms.Channel,
        terms.Stage,
        terms.Desk,
        terms.DeskAct,
        terms.Closing,
        terms.Track,
        terms.AskedFor,
        terms.AskingState,
        terms.Light,
        terms.Likelihood,
        terms.Kinship,
        terms.PhotoDoubt,
        terms.PhotoPart,
        terms.ClockAlert,
        terms.ConsultationAct,
        terms.ConsultationState,
        terms.QuestionState,
        terms.LoopAct,
        terms.MatterAct,
        terms.ReminderAct,
        terms.SupervisionAct,
        terms.SupervisionLevel,
        terms.SupervisionState,
        terms.SpotKind,
        terms.HotSpotAct,
        terms.WatchState,
        terms.Verdict,
        terms.LookBackAct,
        terms.RoundState,
        terms.RevisitState,
        terms.AppealAct,
        terms.AppealState,
        terms.AppealAbout,
        terms.VideoAct,
        terms.PlanState,
        terms.Footage,
        terms.VideoRoundState,
        terms.LookState,
    )
    words.kind_register("case", zh="案件", en="case")
    words.kind_register("report", zh="上报", en="report")
    words.kind_register("question", zh="确权议题", en="question of ownership")
    words.kind_register("consultation", zh="确权会商", en="consultation")
    words.kind_register("case_cost", zh="垫付费用", en="cost")
    words.kind_register("loop_version", zh="流程设置", en="loop settings")
    words.kind_register("matter_model", zh="事项识别模型", en="model of matters")
    words.kind_register("supervision", zh="督办", en="supervision order")
    words.kind_register("act", zh="操作", en="act")
    words.kind_register("watch", zh="监督清单", en="supervision list")
    words.kind_register("look_back", zh="回头看", en="look-back")
    words.kind_register("revisit", zh="复查", en="revisit")
    words.kind_register("appeal", zh="申诉", en="appeal")
    words.kind_register("video_plan", zh="轮巡方案", en="plan of video rounds")
    words.kind_register("video_round", zh="视频轮巡", en="video round")
    words.kind_register("video_finding", zh="视频发现", en="finding on video")


def _rows() -> None:
    from xiuhua.cases.queries.cases import case_states  # noqa: PLC0415
    from xiuhua.cases.queries.settings import version_states  # noqa: PLC0415
    from xiuhua.cases.queries.supervision import supervision_states  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415

    row_kind_register(kind="case", states=case_states)
    row_kind_register(kind="loop_version", states=version_states)
    row_kind_register(kind="supervision", states=supervision_states)


def _figures() -> None:
    from xiuhua.cases.indicators import INDICATORS  # noqa: PLC0415
    from xiuhua.scenekit.indicators import indicators_register  # noqa: PLC0415

    indicators_register(INDICATORS)


def _background() -> None:
    from xiuhua.cases.rules.telling import case_templates  # noqa: PLC0415
    from xiuhua.cases.services.forecasting import paces_count  # noqa: PLC0415
    from xiuhua.cases.services.held import CasesHeld  # noqa: PLC0415
    from xiuhua.cases.services.spotting import roads_find  # noqa: PLC0415
    from xiuhua.cases.services.supervising import supervisions_sweep  # noqa: PLC0415
    from xiuhua.cases.services.sweeping import deadlines_sweep, deferrals_resume  # noqa: PLC0415
    from xiuhua.cases.tails import (  # noqa: PLC0415
        ALARMS,
        CALENDARS,
        MATTERS,
        TELLING,
        recounts_run,
    )
    from xiuhua.ground.services.people import open_work_register  # noqa: PLC0415
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.ledger.tails import tail_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import subject_page_register, template_register  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    open_work_register(CasesHeld())

    def sweep() -> None:
        deadlines_sweep(at=now())

    def resume() -> None:
        deferrals_resume(at=now())

    def paces() -> None:
        paces_count(at=now())

    def find_roads() -> None:
        roads_find(at=now())

    periodic_register("cases_roads", 10.0, find_roads)
    periodic_register("cases_deadlines", 5.0, sweep)

    def supervise() -> None:
        supervisions_sweep(at=now())

    periodic_register("cases_deferrals", 60.0, resume)
    periodic_register("cases_supervisions", 30.0, supervise)
    periodic_register("cases_recounts", 60.0, recounts_run)
    periodic_register("cases_paces", 3600.0, paces)
    tail_register(ALARMS)
    tail_register(CALENDARS)
    tail_register(MATTERS)
    tail_register(TELLING)
    for template in case_templates():
        template_register(template)
    subject_page_register("case", "cases:case")
    subject_page_register("supervision", "cases:supervision")


def _menu() -> None:
    from xiuhua.cases import terms  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    menu.menu_register(
        menu.MenuEntry(
            key="workbench",
            zh="工作台",
            en="Desk",
            url_name="cases:workbench",
            icon="inbox",
            act=terms.DeskAct.WORK,
            rank=0,
        )
    )
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
    daily, again = ("", ""), ("反复与回看", "Again and again")
    owners, settings = ("确权", "Who answers"), ("设置", "Settings")
    for rank, (url_name, act, zh, en, group) in enumerate(
        (
            ("cases:reports", terms.ReportAct.READ, "上报", "Reports", daily),
            ("cases:supervisions", terms.SupervisionAct.READ, "督办", "Supervision", daily),
            ("cases:appeals", terms.AppealAct.READ, "申诉", "Appeals", daily),
            ("cases:my-revisits", terms.LookBackAct.REVISIT, "我的复查", "My revisits", daily),
            ("cases:look-backs", terms.LookBackAct.READ, "回头看", "Look-backs", again),
            ("cases:repeats", terms.CaseAct.READ, "重复投诉", "Repeats", again),
            ("cases:hot-spots", terms.HotSpotAct.READ, "问题多发", "Hot spots", again),
            ("cases:watches", terms.HotSpotAct.READ, "监督清单", "Watched", again),
            ("cases:video-rounds", terms.VideoAct.READ, "视频轮巡", "Video rounds", again),
            ("cases:questions", terms.ConsultationAct.READ, "确权议题", "Ownership", owners),
            ("cases:consultations", terms.ConsultationAct.READ, "确权会商", "Meetings", owners),
            ("cases:loop-versions", terms.LoopAct.READ, "流程设置", "Loop settings", settings),
        )
    ):
        after_own = 0 if group == daily else 30  # what a unit has to do itself comes before
        menu.menu_register(
            menu.MenuEntry(
                key=url_name, zh=zh, en=en, url_name=url_name, icon="list", act=act, rank=rank + after_own,
                under="case", group=group,
            )
        )  # fmt: skip


def _elsewhere() -> None:
    """Show cases on the pages of what they are about, and try a change of duties on them."""
    from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

    from xiuhua.cases.pages.cases import cases_drawn  # noqa: PLC0415
    from xiuhua.cases.queries.about import (  # noqa: PLC0415
        CaseFollower,
        cases_of_component,
        cases_of_premises,
        cases_of_unit,
        findings_of_camera,
    )
    from xiuhua.ground.terms.duties import DutyAct  # noqa: PLC0415
    from xiuhua.sensing.rules.following import follower_register  # noqa: PLC0415
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
    further_related_register("camera", findings_of_camera)
    follower_register(CaseFollower())


def _imports() -> None:
    from xiuhua.cases.imports import CASES  # noqa: PLC0415
    from xiuhua.cases.terms.histories import Ending  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    import_kind_register(CASES)
    words.vocabulary_register(Ending)


def _papers() -> None:
    """Say what phrases are filled from, in which unit somebody serves, and what hangs on a case."""
    from django.urls import reverse  # noqa: PLC0415

    from xiuhua.cases.pages.papers import FORMS_SOURCE, forms_table  # noqa: PLC0415
    from xiuhua.cases.queries.papers import papers_of_case, phrase_facts, sign_of_area  # noqa: PLC0415
    from xiuhua.cases.queries.supervision import seat_of_user  # noqa: PLC0415
    from xiuhua.cases.rules.loop import STEPS  # noqa: PLC0415
    from xiuhua.cases.terms import ReminderAct, SupervisionAct  # noqa: PLC0415
    from xiuhua.files.services import export_source_register  # noqa: PLC0415
    from xiuhua.papers.pages.phrases import phrase_acts_register  # noqa: PLC0415
    from xiuhua.papers.services import (  # noqa: PLC0415
        SubjectKind,
        seats_register,
        signs_register,
        subject_kind_register,
    )
    from xiuhua.papers.terms import PaperAct  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415
    from xiuhua.web.pages.objects import further_related_register  # noqa: PLC0415

    def address(case_id: int) -> str:
        return reverse("cases:case", args=(case_id,))

    subject_kind_register(SubjectKind(kind="case", address=address, facts=phrase_facts))
    seats_register(seat_of_user)
    signs_register(sign_of_area)
    export_source_register(FORMS_SOURCE, forms_table)
    menu.menu_register(
        menu.MenuEntry(
            key="papers:papers", zh="文书", en="Documents", url_name="papers:papers", icon="file-text",
            act=PaperAct.READ, rank=9, under="case",
        )
    )  # fmt: skip
    further_related_register("case", papers_of_case)
    phrase_acts_register(*(step.act.value for step in STEPS if step.public), ReminderAct.REMIND.value)
    phrase_acts_register(SupervisionAct.REPLY.value)
