"""The evaluation forms: what each has in its rows, and the figures in its columns.

Source:
    GB/T 30428.4 as standards have it: 区域评价, 部门评价, and 岗位评价 of 监督员, 受理员, 值班长, 派遣员;
    per day, week, month, quarter and year.
"""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.evaluation.terms import SplitBy
from xiuhua.evaluation.terms.assessments import AssessedPost


@dataclass(frozen=True, kw_only=True)
class EvaluationForm:
    """A form.

    Args:
        key: its name in addresses.
        split: what stands in its rows; of areas the level below the one that is looked at.
        figures: the keys of its columns.
        post: whose persons stand in its rows, where they do.
    """

    key: str
    zh: str
    en: str
    split: SplitBy
    figures: tuple[str, ...]
    post: AssessedPost | None = None

    def label(self, language: str) -> str:
        """Return what it is called."""
        return self.zh if language.startswith("zh") else self.en


_PERSON = SplitBy.PERSON
FORMS = (
    EvaluationForm(
        key="area", zh="区域评价", en="By area", split=SplitBy.STREET,
        figures=(
            "reported", "valid_rate", "filed", "filed_rate", "handled_in_time", "unhandled_late",
            "rework_rate_of_due", "closed", "closure_rate_due", "closed_in_time_rate",
        ),
    ),
    EvaluationForm(
        key="unit", zh="部门评价", en="By unit", split=SplitBy.UNIT,
        figures=(
            "dispatched", "handled", "handled_in_time", "handled_in_time_less_appeals", "unhandled_late",
            "return_rate", "rework_rate_of_due", "extension_rate", "closed", "closed_in_time_rate",
        ),
    ),
    EvaluationForm(
        key="collector", zh="监督员", en="Collectors", split=_PERSON, post=AssessedPost.COLLECTOR,
        figures=(
            "post_reported", "post_reported_valid", "post_solved", "post_verified", "post_verified_in_time",
            "post_checked", "post_checked_in_time",
        ),
    ),
    EvaluationForm(
        key="acceptor", zh="受理员", en="Acceptors", split=_PERSON, post=AssessedPost.ACCEPTOR,
        figures=("post_accepted", "post_accepted_in_time", "post_accepted_rightly"),
    ),
    EvaluationForm(
        key="shift-head", zh="值班长", en="Shift heads", split=_PERSON, post=AssessedPost.SHIFT_HEAD,
        figures=(
            "post_filed", "post_filed_in_time", "post_filed_rightly", "post_closed", "post_closed_in_time",
        ),
    ),
    EvaluationForm(
        key="dispatcher", zh="派遣员", en="Dispatchers", split=_PERSON, post=AssessedPost.DISPATCHER,
        figures=(
            "post_dispatched", "post_dispatched_in_time", "post_dispatched_rightly", "post_reviewed",
        ),
    ),
    EvaluationForm(
        key="handler", zh="处置员", en="Handlers", split=_PERSON, post=AssessedPost.HANDLER,
        figures=("post_handled", "post_handled_in_time", "post_handled_rightly"),
    ),
)  # fmt: skip


def form_named(key: str) -> EvaluationForm | None:
    """Return a form; None where there is none of the name."""
    return next((one for one in FORMS if one.key == key), None)
