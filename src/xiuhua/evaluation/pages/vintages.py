"""A vintage of a closed month as pages print it: its table of lines, and the records that changed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.evaluation.models import MonthClosing, Vintage
from xiuhua.evaluation.queries import closings as queries
from xiuhua.evaluation.queries.asking import indicator_get
from xiuhua.evaluation.queries.closings import Told
from xiuhua.evaluation.rules.closing import COUNTS, PAIRS, Bands, band_of
from xiuhua.evaluation.rules.splits import CODE_LENGTHS
from xiuhua.evaluation.terms import SplitBy
from xiuhua.evaluation.terms.closings import ChangeWhy, VintageKind
from xiuhua.scenekit.words import said
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.parts import Tag

_PARAMETER = {queries.UNIT: "unit", queries.STREET: "area"}


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate or count of a line. `url` and `denominator_url` open its records."""

    value: float | None
    number: int | None
    over: int | None
    url: str = ""
    denominator_url: str = ""
    band: Tag | None = None


@dataclass(frozen=True, kw_only=True)
class PairCell:
    """A figure as it happened and as it is assessed; `differs` where an upheld objection moved it."""

    label: str
    raw: Rate
    assessed: Rate

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return (self.raw.number, self.raw.over) != (self.assessed.number, self.assessed.over)


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """A unit's or street's row."""

    name: str
    url: str
    counts: tuple[Rate, ...]
    pairs: tuple[PairCell, ...]


def _rate(line: Told, key: str, url: str, bands: Bands | None) -> Rate:
    number, over = line["figures"][key]
    one = indicator_get(key)
    value = None
    if number is not None:
        value = 100 * number / over if over else None if one.denominator else float(number)
    band = band_of(value, one.direction, bands) if bands is not None and one.denominator else None
    return Rate(
        value=value, number=number, over=over,
        url=url.format(key=key) if number is not None else "",
        denominator_url=f"{url.format(key=key)}&side=denominator" if one.denominator else "",
        band=tag_of(band) if band else None,
    )  # fmt: skip


def line_row(closing: MonthClosing, vintage: Vintage, line: Told, bands: Bands) -> LineRow:
    """Return a line of a vintage as the table prints it."""
    held = {"area": closing.area_code, "period": closing.period, "as_of": vintage.as_of.isoformat()}
    unknown = False
    if line["kind"] != queries.ALL:
        unknown = line["kind"] == queries.STREET and len(line["code"]) < CODE_LENGTHS[SplitBy.STREET]
        held["place" if unknown else _PARAMETER[line["kind"]]] = line["code"] or "none"
    here, asked = language(), urlencode(held)
    url = f"/figures/{{key}}/records?{asked}"
    lines_url = ""
    if line["kind"] != queries.ALL and line["code"] and not unknown:
        asked_lines = urlencode({line["kind"]: line["code"]})
        lines_url = f"{reverse('evaluation:closing-lines', args=(closing.pk,))}?{asked_lines}"
    name = line["name"] or str(
        _("Not with a unit yet") if line["kind"] == queries.UNIT else _("All together")
    )
    if unknown:
        name = _("%(name)s, street not known") % {"name": name}
    return LineRow(
        name=name, url=lines_url, counts=tuple(_rate(line, key, url, None) for key in COUNTS),
        pairs=tuple(
            PairCell(
                label=indicator_get(raw).title(here), raw=_rate(line, raw, url, None),
                assessed=_rate(line, assessed, url, bands),
            )
            for raw, assessed in PAIRS
        ),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LineTable:
    """The units' or streets' table with the row of all together."""

    title: str
    first: str
    counts: tuple[str, ...]
    pairs: tuple[str, ...]
    rows: tuple[LineRow, ...]
    whole: LineRow


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """A record that counts otherwise."""

    case: str
    url: str
    figures: str
    why: str
    objections: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class VintageRow:
    """A vintage with what changed."""

    number: int
    kind: str
    one: Vintage
    figures_url: str
    changes: tuple[ChangeRow, ...]


def vintage_row(closing: MonthClosing, one: Vintage) -> VintageRow:
    """Return a vintage with the records that count otherwise since the one before."""
    here, comma = language(), str(said(zh="、", en=", "))
    held = urlencode({"area": closing.area_code, "period": closing.period, "as_of": one.as_of.isoformat()})
    return VintageRow(
        number=one.number, kind=VintageKind(one.kind).label(here), one=one,
        figures_url=f"{reverse('evaluation:figures')}?{held}",
        changes=tuple(
            ChangeRow(
                case=f"AJ{change['case']:08d}", url=reverse("cases:case", args=(change["case"],)),
                figures=comma.join(indicator_get(key).title(here) for key in change["figures"]),
                why=comma.join(ChangeWhy(why).label(here) for why in change["why"]),
                objections=tuple(
                    (f"SS{pk:08d}", reverse("evaluation:line-objection", args=(pk,)))
                    for pk in change["objections"]
                ),
            )
            for change in one.changes
        ),
    )  # fmt: skip


def line_table(
    closing: MonthClosing, vintage: Vintage, kind: str, title: str, first: str, bands: Bands
) -> LineTable:
    """Return the table of one kind of line."""
    here = language()
    lines = [line for line in vintage.lines if line["kind"] == kind]
    whole = next(line for line in vintage.lines if line["kind"] == queries.ALL)
    return LineTable(
        title=title, first=first, counts=tuple(indicator_get(key).name(here) for key in COUNTS),
        pairs=tuple(indicator_get(raw).name(here) for raw, _assessed in PAIRS),
        rows=tuple(line_row(closing, vintage, line, bands) for line in lines),
        whole=line_row(closing, vintage, whole, bands),
    )  # fmt: skip
