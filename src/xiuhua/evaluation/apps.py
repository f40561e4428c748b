"""Registration of `evaluation` with Django."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Every figure a bureau reports, computed from records."""

    name = "xiuhua.evaluation"

    def ready(self) -> None:
        """Enter fact tables, words, acts, and what `ledger verify` compares."""
        _acts()
        _contests()
        _closings()
        _demo()
        _facts()
        _menu()
        _plans()
        _records()
        _watches()
        _loops()


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


def _contests() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.evaluation.imports.outer_ranks import OUTER_RANKS  # noqa: PLC0415
    from xiuhua.evaluation.queries import contest_states as states_of  # noqa: PLC0415
    from xiuhua.evaluation.queries.announcements import printing_states  # noqa: PLC0415
    from xiuhua.evaluation.queries.outer_ranks import outer_rank_states  # noqa: PLC0415
    from xiuhua.evaluation.rules.contest_granting import contest_grants  # noqa: PLC0415
    from xiuhua.evaluation.rules.telling import contest_templates  # noqa: PLC0415
    from xiuhua.evaluation.terms import contests, outer_ranks  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import subject_page_register, template_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("contests", contest_grants())
    words.vocabulary_register(outer_ranks.OuterAct, outer_ranks.OuterRanking)
    import_kind_register(OUTER_RANKS)
    words.vocabulary_register(
        contests.ContestAct, contests.InterviewAct, contests.AwardAct, contests.SubjectLevel,
        contests.Cadence, contests.ItemKind, contests.RoundState, contests.MarkState, contests.Unranked,
        contests.ObjectionState, contests.Position, contests.Outcome, contests.Seat,
        contests.InterviewState, contests.Grade, contests.Party, contests.ListingAct, contests.ListingState,
        contests.PaymentAct, contests.PaymentState,
    )  # fmt: skip
    for key, zh, en, states in (
        ("scheme", "评比办法", "scheme", states_of.scheme_states),
        ("contest_round", "评比", "contest", states_of.round_states),
        ("mark", "测评打分", "sheet of marks", states_of.mark_states),
        ("contest_printing", "排名刊发", "printed ranking", printing_states),
        ("outer_rank", "上级排名", "outer rank", outer_rank_states),
        ("mark_recheck", "测评复查", "second look at a sheet", states_of.recheck_states),
        ("objection", "测评申诉", "objection", states_of.objection_states),
        ("interview", "约谈", "interview", states_of.interview_states),
        ("commendation", "嘉奖", "commendation", states_of.commendation_states),
        ("listing", "红黑榜", "place on a list", states_of.listing_states),
        ("payment_sheet", "奖补计算书", "payment sheet", states_of.payment_states),
        ("scheme_trial", "试算", "trial of a scheme", states_of.trial_states),
    ):
        words.kind_register(key, zh=zh, en=en)
        row_kind_register(kind=key, states=states)
    words.kind_register("standing", zh="排名", en="standing")
    for template in contest_templates():
        template_register(template)
    subject_page_register("contest_round", "evaluation:contest")
    subject_page_register("mark", "evaluation:mark")
    subject_page_register("interview", "evaluation:interview")
    subject_page_register("listing", "evaluation:listing")
    subject_page_register("own_listing", "evaluation:own-listing")
    subject_page_register("own_standing", "evaluation:own-score")
    subject_page_register("payment_sheet", "evaluation:payment")


def _plans() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.evaluation.imports.targets import TARGETS  # noqa: PLC0415
    from xiuhua.evaluation.queries import plans as states_of  # noqa: PLC0415
    from xiuhua.evaluation.rules.plan_granting import plan_grants  # noqa: PLC0415
    from xiuhua.evaluation.terms import plans  # noqa: PLC0415
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("plans", plan_grants())
    import_kind_register(TARGETS)
    words.vocabulary_register(plans.PlanAct, plans.TargetKind, plans.TargetState, plans.Course)
    for key, zh, en, states in (
        ("target", "目标", "target", states_of.target_states),
        ("overview", "月报指标设置", "figures of the month", states_of.overview_states),
        ("snapshot", "固定数据", "snapshot", states_of.snapshot_states),
        ("screen", "大屏", "screen", states_of.screen_states),
    ):
        words.kind_register(key, zh=zh, en=en)
        row_kind_register(kind=key, states=states)


def _closings() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.evaluation.jobs import closing_jobs  # noqa: PLC0415
    from xiuhua.evaluation.queries import closing_states as states_of  # noqa: PLC0415
    from xiuhua.evaluation.rules.closing_granting import closing_grants  # noqa: PLC0415
    from xiuhua.evaluation.rules.closing_telling import closing_templates  # noqa: PLC0415
    from xiuhua.evaluation.terms import assessments, closings  # noqa: PLC0415
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import subject_page_register, template_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("closings", closing_grants())
    words.vocabulary_register(
        closings.ClosingAct, closings.ClosingState, closings.VintageKind, closings.LineAbout,
        closings.LineState, closings.ChangeWhy, closings.Band, assessments.AssessmentAct,
        assessments.AssessedPost, assessments.AssessmentState, assessments.ItemSource,
        assessments.PersonGrade,
    )  # fmt: skip
    for key, zh, en, states in (
        ("closing_rule", "月度考核设置", "setting of closings", states_of.rule_states),
        ("month_closing", "月度考核", "closed month", states_of.closing_states),
        ("line_objection", "考核申诉", "objection to a line", states_of.objection_states),
        ("post_scheme", "岗位考核办法", "scheme of a post", states_of.scheme_states),
        ("assessment", "岗位考核", "assessment", states_of.assessment_states),
        ("person_result", "个人考核", "assessment of a person", states_of.result_states),
    ):
        words.kind_register(key, zh=zh, en=en)
        row_kind_register(kind=key, states=states)
    for template in closing_templates():
        template_register(template)
    subject_page_register("month_closing", "evaluation:closing")
    subject_page_register("line_objection", "evaluation:line-objection")
    subject_page_register("person_result", "evaluation:person-result")
    periodic_register("evaluation_closings", 60.0, closing_jobs)


def _facts() -> None:
    from xiuhua.evaluation.indicators import INDICATORS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts import fact_table_register  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.assignments import ASSIGNMENT_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.cameras import CAMERA_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.cases import CASE_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.communities import HEALTH_CASE_FACTS, STAFFING_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.contests import CONTEST_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.deeds import DEED_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.inspections import FINDING_FACTS, INSPECTION_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.orders import ORDER_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts.permits import CERTIFICATE_FACTS  # noqa: PLC0415
    from xiuhua.evaluation.rules.post_figures import POST_FIGURES  # noqa: PLC0415
    from xiuhua.scenekit.indicators import indicators_register  # noqa: PLC0415

    fact_table_register(ORDER_FACTS)
    fact_table_register(CASE_FACTS)
    fact_table_register(CAMERA_FACTS)
    fact_table_register(HEALTH_CASE_FACTS)
    fact_table_register(STAFFING_FACTS)
    fact_table_register(ASSIGNMENT_FACTS)
    for table in (INSPECTION_FACTS, FINDING_FACTS, CERTIFICATE_FACTS, *CONTEST_FACTS):
        fact_table_register(table)
    fact_table_register(DEED_FACTS)
    indicators_register((*INDICATORS, *POST_FIGURES))


def _menu() -> None:
    from xiuhua.access.rules.roles import landing_register  # noqa: PLC0415
    from xiuhua.access.terms import Role  # noqa: PLC0415
    from xiuhua.evaluation.pages.shown import figures_of  # noqa: PLC0415
    from xiuhua.evaluation.terms import FigureAct  # noqa: PLC0415
    from xiuhua.evaluation.terms.assessments import AssessmentAct  # noqa: PLC0415
    from xiuhua.evaluation.terms.closings import ClosingAct  # noqa: PLC0415
    from xiuhua.evaluation.terms.contests import ContestAct, InterviewAct, ListingAct, PaymentAct  # noqa: PLC0415
    from xiuhua.evaluation.terms.outer_ranks import OuterAct  # noqa: PLC0415
    from xiuhua.web import menu, seams  # noqa: PLC0415

    seams.figures_register(figures_of)
    menu.menu_register(
        menu.MenuEntry(key="figures", zh="评价", en="Figures", url_name="evaluation:month",
                       icon="chart-bar", act=FigureAct.READ.value, rank=25, tab=("本月", "Month"))
    )  # fmt: skip
    menu.menu_register(
        menu.MenuEntry(key="contests", zh="考核", en="Appraisal", url_name="evaluation:contests",
                       icon="award", act=ContestAct.READ.value, rank=55, phone=False,
                       tab=("评比排名", "Contests"))
    )  # fmt: skip
    landing_register(Role.PRESS.value, "evaluation:contests")
    tabs = (
        ("figures", "figure-list", "figures", FigureAct.READ, "指标", "Figures"),
        ("figures", "evaluation-forms", "evaluation-forms", FigureAct.READ, "评价表", "Forms"),
        ("figures", "targets", "targets", FigureAct.READ, "目标", "Targets"),
        ("figures", "snapshots", "snapshots", FigureAct.READ, "固定数据", "Fixed figures"),
        ("figures", "screens", "screens", FigureAct.READ, "大屏", "Screens"),
        ("contests", "listings", "listings", ListingAct.READ, "红黑榜", "Lists"),
        ("contests", "closings", "closings", ClosingAct.READ, "月度考核", "Closed months"),
        ("contests", "assessments", "assessments", AssessmentAct.PEOPLE, "岗位考核", "Assessments"),
        ("contests", "boards", "boards", AssessmentAct.PEOPLE, "比学赶超", "Boards of people"),
        ("contests", "my-results", "my-results", AssessmentAct.READ, "我的考核", "My assessment"),
        ("contests", "own-scores", "own-scores", ListingAct.OWN, "我的评分", "My scores"),
        ("contests", "own-closings", "own-closings", ListingAct.OWN, "我的月度考核", "My closed months"),
        ("contests", "interviews", "interviews", InterviewAct.READ, "约谈", "Interviews"),
        ("contests", "commendations", "commendations", ContestAct.READ, "嘉奖", "Commendations"),
        ("contests", "payments", "payments", PaymentAct.READ, "奖补计算书", "Payment sheets"),
        ("contests", "outer-ranks", "outer-ranks", OuterAct.READ, "上级排名", "Outer ranks"),
        ("contests", "schemes", "schemes", ContestAct.READ, "评比办法", "Schemes"),
    )
    follows, set_up = ("结果运用", "What follows"), ("上级与办法", "Outer ranks and schemes")
    groups = {
        **dict.fromkeys(("interviews", "commendations", "payments"), follows),
        **dict.fromkeys(("outer-ranks", "schemes"), set_up),
    }
    for rank, (under, key, page, act, zh, en) in enumerate(tabs, start=26):
        menu.menu_register(
            menu.MenuEntry(
                key=key, zh=zh, en=en, url_name=f"evaluation:{page}", icon="list", act=act.value, rank=rank,
                under=under, group=groups.get(key, ("", "")),
            )
        )  # fmt: skip


def _watches() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.evaluation.jobs import figures_look  # noqa: PLC0415
    from xiuhua.evaluation.queries.watches import deviation_states, watch_states  # noqa: PLC0415
    from xiuhua.evaluation.rules.watching import watch_grants, watch_templates  # noqa: PLC0415
    from xiuhua.evaluation.terms import watches  # noqa: PLC0415
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import subject_page_register, template_register  # noqa: PLC0415
    from xiuhua.web import menu, words  # noqa: PLC0415

    grants_register("watches", watch_grants())
    words.vocabulary_register(
        watches.WatchAct, watches.WatchState, watches.DeviationState, watches.Cause
    )  # fmt: skip
    words.kind_register("figure_watch", zh="指标关注", en="watched figure")
    words.kind_register("deviation", zh="指标异动", en="deviation")
    row_kind_register(kind="figure_watch", states=watch_states)
    row_kind_register(kind="deviation", states=deviation_states)
    for template in watch_templates():
        template_register(template)
    subject_page_register("deviation", "evaluation:deviation")
    menu.menu_register(
        menu.MenuEntry(
            key="deviations", zh="异动预警", en="Deviations", url_name="evaluation:deviations", icon="list",
            act=watches.WatchAct.READ.value, rank=32, under="figures",
        )
    )  # fmt: skip
    periodic_register("figure_watches", 600.0, figures_look)


def _loops() -> None:
    from xiuhua.evaluation.jobs import screens_loop  # noqa: PLC0415
    from xiuhua.ledger.jobs import loop_register  # noqa: PLC0415

    loop_register("screens_loop", screens_loop)


def _records() -> None:
    from xiuhua.evaluation.pages import contest_records, field_records, post_forms  # noqa: PLC0415

    field_records.records_entered()
    contest_records.records_entered()
    post_forms.records_entered()


def _demo() -> None:
    from xiuhua.access.demo import demo_accounts_register  # noqa: PLC0415
    from xiuhua.cases.demo.parts import part_register  # noqa: PLC0415
    from xiuhua.evaluation.demo import ACCOUNTS, PARTS  # noqa: PLC0415

    demo_accounts_register(*ACCOUNTS)
    for part in PARTS:
        part_register(part)
