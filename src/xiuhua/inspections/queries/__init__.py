"""Questions about inspections; `findings_of` is what scenes ask."""

from xiuhua.inspections.queries.findings import findings_of

__all__ = ["findings_of"]
