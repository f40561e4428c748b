"""Setting how figures are counted; running contests and what follows from them."""

from xiuhua.evaluation.services.months import months_publish

__all__ = ["months_publish"]
