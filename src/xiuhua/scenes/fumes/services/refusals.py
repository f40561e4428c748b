"""Why an act is refused; the sentences stand in sentences.toml."""

from __future__ import annotations

from xiuhua.shared.errors import CityError


class OnlineValueAlone(CityError):
    """A lead has nothing but the monitor's values, which are no evidence."""

    code = "fume_online_value_alone"
    http_status = 409


class LetterEarly(CityError):
    """Too few exceedances for a notice. Arguments: exceeded, days, needed."""

    code = "fume_letter_early"
    http_status = 409


class PaperUnfinished(CityError):
    """The paper is a draft: it has no number yet."""

    code = "fume_paper_unfinished"
    http_status = 409


class CaseGoesOn(CityError):
    """The case of a lead is not over. Arguments: number."""

    code = "fume_case_goes_on"
    http_status = 409


class LeadUnderWay(CityError):
    """The kitchen has a lead already. Arguments: lead."""

    code = "fume_lead_under_way"
    http_status = 409


class ReportGood(CityError):
    """The kitchen's report is valid, so that nothing is demanded."""

    code = "fume_report_good"
    http_status = 409


class NoJointMatter(CityError):
    """A kitchen is no matter for several departments; the field `lead` says why."""

    code = "fume_no_joint_matter"
    http_status = 409
