"""The fixed words of evaluation: of figures, of contests."""

from xiuhua.evaluation.terms.figures import Against, FigureAct, Method, Side, SplitBy, Way, WhyNone

__all__ = ["Against", "FigureAct", "Method", "Side", "SplitBy", "Way", "WhyNone"]
