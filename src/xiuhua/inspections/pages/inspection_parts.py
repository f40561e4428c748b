"""What the pages of inspections share: an item and a checklist by name, choices, what hangs on a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.inspections.models import Finding
from xiuhua.inspections.queries.findings import findings_about, overdue_at
from xiuhua.inspections.queries.inspections import inspections_about
from xiuhua.inspections.rules.standards import item_of, title_of
from xiuhua.scenekit.registry import checklists
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.parts import Cell, Count, Related


def checklist_choices() -> list[tuple[str, str]]:
    """Return the declared checklists for a filter."""
    return [(one.key, one.title_zh if language().startswith("zh") else one.title) for one in checklists()]


def item_choices() -> list[tuple[str, str]]:
    """Return the items of every declared checklist for a filter."""
    here = language()
    return [
        (item.key, item.title_zh if here.startswith("zh") else item.title)
        for one in checklists()
        for item in one.items
    ]


def item_label(finding: Finding) -> str:
    """Return what the version that a finding was made by calls its item."""
    item = item_of(finding.inspection.standard.body, finding.item)
    return item.label(language()) if item else finding.item


def checklist_label(row: Any) -> str:  # an inspection, or an order of one
    """Return what the version that an inspection was made by calls itself."""
    return title_of(row.standard.body, language())


def subject_cell(row: Any) -> Cell:  # an inspection or a finding
    """Return what was looked at, with the way to it."""
    if row.premises_id:
        return Cell(
            kind="link", text=row.subject_name, url=reverse("ground:premises-page", args=(row.premises_id,))
        )
    if row.vehicle_id:
        return Cell(
            kind="link", text=row.subject_name, url=reverse("ground:vehicle-page", args=(row.vehicle_id,))
        )
    return Cell(text=row.subject_name)


def related_of(kind: str) -> Any:  # what further_related_register takes
    """Return what shows the inspections and findings of a kind of subject on its page."""

    def provider(record: Model) -> Sequence[Related]:
        return _related(kind, record.pk, now())

    return provider


def _related(kind: str, pk: int, at: datetime) -> Sequence[Related]:
    asked = {f"{kind}_id": pk}
    made = inspections_about(**asked).count()
    found = findings_about(**asked)
    number = found.count()
    if not made:
        return ()
    query = f"{kind}={pk}"
    return (
        Related(label=_("Inspections"), url=f"{reverse('inspections:inspections')}?{query}",
                icon="clipboard-check", count=Count(number=made)),
        Related(label=_("Findings"), url=f"{reverse('inspections:findings')}?{query}", icon="alert-triangle",
                count=Count(number=number), late=found.filter(overdue_at(at)).count()),
    )  # fmt: skip
