"""What a figure is: declared by the app or scene that knows its records, computed by `evaluation`."""

from xiuhua.scenekit.indicators.declaring import (
    CAMERAS,
    CASES,
    MINUTES,
    PEOPLE,
    PERCENT,
    UNITS,
    Direction,
    FigureGroup,
    FigureUnit,
    Indicator,
    IndicatorError,
    Measure,
)
from xiuhua.scenekit.indicators.predicates import (
    ALWAYS,
    Predicate,
    at_least,
    is_one,
    known,
    yes,
)
from xiuhua.scenekit.indicators.registry import (
    indicator_named,
    indicators,
    indicators_forget,
    indicators_register,
)

__all__ = [
    "ALWAYS",
    "CAMERAS",
    "CASES",
    "MINUTES",
    "PEOPLE",
    "PERCENT",
    "UNITS",
    "Direction",
    "FigureGroup",
    "FigureUnit",
    "Indicator",
    "IndicatorError",
    "Measure",
    "Predicate",
    "at_least",
    "indicator_named",
    "indicators",
    "indicators_forget",
    "indicators_register",
    "is_one",
    "known",
    "yes",
]
