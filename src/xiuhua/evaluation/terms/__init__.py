"""The fixed words of evaluation: of figures, of contests."""

from xiuhua.evaluation.terms.figures import Against, FigureAct, Side, SplitBy, WhyNone

__all__ = ["Against", "FigureAct", "Side", "SplitBy", "WhyNone"]
