"""Fixed figures on the screen: the list, one snapshot beside what is counted now, fixing some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.plans import FixForm
from xiuhua.evaluation.models import Snapshot
from xiuhua.evaluation.pages.targets import areas_offered
from xiuhua.evaluation.queries import plans as queries
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.corrections import Correction, Since, ids_counted, since_fixed
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.queries.overview import chosen_for
from xiuhua.evaluation.queries.seals import is_in_ledger
from xiuhua.evaluation.rules.snapshots import Fixed, fixed_read, ids_digest
from xiuhua.evaluation.rules.wording import decimals_of
from xiuhua.evaluation.serializers import records_url
from xiuhua.evaluation.services.snapshots import figures_fix
from xiuhua.evaluation.terms import FigureAct, Side
from xiuhua.evaluation.terms.plans import PlanAct
from xiuhua.ground.queries.areas import area_names
from xiuhua.ground.queries.choices import area_choices
from xiuhua.scenekit.indicators import Indicator, indicator_named
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, text
from xiuhua.web.pages.filters import AreaFilter, Filter
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, verb_later
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Cell, Section


def _area_cell(one: Snapshot) -> Cell:
    return Cell(text=area_names([one.area_code]).get(one.area_code, one.area_code))


class SnapshotListPage(ListPage[Snapshot]):
    """Every snapshot of the reader's areas, the latest first."""

    key = "snapshots"
    kind = "snapshot"
    menu = "snapshots"
    act = FigureAct.READ.value
    title = gettext_lazy("Fixed figures")
    sort = "-fixed"
    columns = (
        code("number", gettext_lazy("Number"), primary=True, locked=True),
        text("period", gettext_lazy("Time span")),
        text("area", gettext_lazy("Area code"), of="area_code"),
        text("reason", gettext_lazy("Why")),
        moment("as_of", gettext_lazy("As of")),
        moment("fixed", gettext_lazy("Fixed at"), of="fixed_at", sort="fixed_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
    )
    comes_from = gettext_lazy("Open a month and fix its figures before they are published.")

    def records(self) -> QuerySet[Snapshot]:
        """Return the snapshots that the database scope lets through."""
        return queries.snapshots_all()

    def row_url(self, record: Snapshot) -> str:
        """Return the page of the snapshot."""
        return reverse("evaluation:snapshot", args=(record.pk,))


@dataclass(frozen=True, kw_only=True)
class FixedRow:
    """One figure as it was fixed, beside what the same count comes to now.

    Args:
        proven: whether counting again as of the same instant gives exactly what was fixed.
        since: what came and went; None where it is no count of records.
    """

    label: str
    unit: str
    decimals: int
    then: float | None
    then_counts: str
    then_url: str
    now: float | None
    now_counts: str
    now_url: str
    why: str
    proven: bool
    since: Since | None
    corrections: tuple[CorrectionRow, ...]


@dataclass(frozen=True, kw_only=True)
class CorrectionRow:
    """A case that came or went since, and by what."""

    told: Correction
    url: str
    side: str
    act: str


class SnapshotPage(ObjectPage[Snapshot]):
    """One snapshot: what was fixed, what is counted now, and which records make the difference."""

    kind = "snapshot"
    menu = "snapshots"
    act = FigureAct.READ.value
    list_url_name = "evaluation:snapshots"
    facts_beside = True
    facts = (
        text("period", gettext_lazy("Time span")),
        ListColumn(key="area", label=gettext_lazy("Area"), cell=_area_cell),
        moment("as_of", gettext_lazy("As of")),
        text("reason", gettext_lazy("Why")),
        moment("fixed", gettext_lazy("Fixed at"), of="fixed_at"),
        ListColumn(
            key="digest", label=gettext_lazy("Digest"),
            cell=lambda one: Cell(kind="code", text=one.digest[:16], copyable=True),
        ),
    )  # fmt: skip

    def load(self) -> Snapshot:
        """Return the snapshot of the URL."""
        return queries.snapshot_get(self.kwargs["snapshot_id"])

    def heading(self) -> str:
        """Return its number."""
        return self.record.number

    def sections(self) -> Sequence[Section]:
        """Return the figures then and now, and the proof."""
        at = now()
        areas = seams.areas_for(self.actor, self.act)
        rows = [
            _row(one, indicator, self.record, areas, at)
            for one in fixed_read(self.record.figures)
            if (indicator := indicator_named(one.key)) is not None
        ]
        proof = reverse("ledger:proof", args=(self.record.entry,))
        context = {"rows": rows, "proof": proof, "same": is_in_ledger(self.record)}
        return (Section(title=_("Then and now"), template="evaluation/then_and_now.html", context=context),)


def _row(fixed: Fixed, one: Indicator, snapshot: Snapshot, areas: tuple[str, ...], at: datetime) -> FixedRow:
    here = language()
    said = Wording(
        area=snapshot.area_code, period=snapshot.period, as_of=snapshot.as_of.isoformat(), keys=(one.key,)
    )
    then = question_read(said, areas=areas, at=at)
    present = question_read(replace(said, as_of=""), areas=areas, at=at)
    (counted,) = figures_counted(present)
    sides = (Side.NUMERATOR, Side.DENOMINATOR) if fixed.over is not None else (Side.NUMERATOR,)
    since = (
        [(side, since_fixed(then, side=side, at=at)) for side in sides] if fixed.counted is not None else []
    )
    value = counted.value
    return FixedRow(
        label=one.title(here), unit=one.unit.label(here), decimals=decimals_of(one),
        then=float(fixed.value) if fixed.value else None, then_counts=_counts(fixed.counted, fixed.over),
        then_url=records_url(one, then, Side.NUMERATOR),
        now=value.value, now_counts=_counts(value.numerator, value.denominator),
        now_url=records_url(one, present, Side.NUMERATOR),
        why=value.why.label(here) if value.why else "", proven=_is_proven(fixed, then),
        since=since[0][1] if since else None,
        corrections=tuple(
            CorrectionRow(
                told=told, url=reverse("cases:case", args=(told.case_id,)),
                side=side.label(here) if len(sides) > 1 else "",
                act=told.act.label(here) if told.act else _("Reported"),
            )
            for side, found in since
            for told in found.corrections
        ),
    )  # fmt: skip


def _is_proven(fixed: Fixed, then: FigureQuestion) -> bool:
    if not fixed.counted_ids:
        return fixed.counted is None
    same = ids_digest(ids_counted(then, side=Side.NUMERATOR)) == fixed.counted_ids
    if not fixed.over_ids:
        return same
    return same and ids_digest(ids_counted(then, side=Side.DENOMINATOR)) == fixed.over_ids


def _counts(counted: int | None, over: int | None) -> str:
    """Return the two counts of a rate; of a plain count the value says it."""
    return "" if counted is None or over is None else f"{counted:,}/{over:,}"


class SnapshotFixPage(NewPage[Snapshot, FixForm]):
    """Fixing the figures of a month as of now."""

    kind = "snapshot"
    menu = "snapshots"
    row = Snapshot
    list_url_name = "evaluation:snapshots"
    act = PlanAct.SNAPSHOT_FIX.value
    form_class = FixForm
    title = gettext_lazy("Fix the figures of a month")
    verb = verb_later(PlanAct.SNAPSHOT_FIX, "Fix figures")
    verb_icon = "lock"
    lead = gettext_lazy(
        "Their counts as of now go into the ledger, with a digest of what was counted. What is corrected "
        "later is shown beside them, record by record."
    )

    def prepare(self, form: FixForm) -> None:
        """Offer the areas where the actor may fix some."""
        areas = seams.areas_for(self.actor, self.act)
        form.fields["area"].choices = areas_offered(areas)  # type: ignore[attr-defined]  # a ChoiceField

    def initial(self) -> Mapping[str, object]:
        """Return the month and the area that the address names."""
        return {name: self.request.GET.get(name, "") for name in ("area", "period")}

    def back_url(self) -> str:
        """Return the month."""
        held = {name: self.request.GET.get(name, "") for name in ("area", "period")}
        return str(Address(reverse("evaluation:month")).put(**held))

    def submit(self, sent: Sent[FixForm]) -> Done:
        """Fix them."""
        typed = sent.form.cleaned_data
        made = figures_fix(
            area_code=typed["area"], period=typed["period"].strip(),
            keys=[one.key for one in chosen_for(typed["area"]).figures],
            reason=typed["reason"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(
            url=reverse("evaluation:snapshot", args=(made.pk,)),
            message=PlanAct.SNAPSHOT_FIX.label(language()),
        )
