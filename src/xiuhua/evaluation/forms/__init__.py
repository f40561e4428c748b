"""What the acts of evaluation ask of a person."""

from xiuhua.evaluation.forms.months import MonthsForm

__all__ = ["MonthsForm"]
