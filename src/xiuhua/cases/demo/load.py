"""Loading a year of cases as a bureau would: one file with its mapping, through the import."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.contrib.gis.geos import GEOSGeometry

from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.year import COLUMNS, Spot, Yard, year_drawn
from xiuhua.cases.queries.clocks import calendar_known
from xiuhua.cases.queries.histories import holding_at
from xiuhua.ground.models import Area, CatalogueItem, Component, Duty, Premises, Unit
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.catalogue import ItemKind, Standard
from xiuhua.intake import services as intake
from xiuhua.intake.queries import runs_of
from xiuhua.intake.rules.mapping import mapping_of_toml
from xiuhua.intake.terms import RunState
from xiuhua.shared.actor import Actor

HOME = "990101"
CASES = 20_000
_ACCOUNT = "keeper"
_FILE = "cases.csv"
_SPOTS_MOST = 6_000
_INSIDE_DEGREES = 0.0006  # some sixty metres: whoever stands beside a spot is still in the district
_MAP = """\
# A vendor's export: one row a case, its stages as JSON.
[columns]
upper_number = "上级编号"
upper_due_at = "上级截止时间"

[cases]
source = "2025"
"""


class NothingThere(Exception):
    """The demo district is not loaded, so nothing can happen in it."""


def demo_cases_load(
    folder: Path, *, cases: int, clock: Callable[[], datetime], tell: Callable[[int, int], None]
) -> int:
    """Draw a year of cases, write them into a folder, and import them; return how many were written.

    Args:
        folder: where the files may lie.
        cases: how many.
        clock: what time it is.
        tell: is told how many rows of how many are done.

    Raises:
        NothingThere: there is no account to import them, or no district to happen in.
        CityError: a service refuses.
    """
    user = account_named(_ACCOUNT)
    found = user_and_actor(user.pk, at=clock()) if user else None
    if found is None:
        raise NothingThere(f"there is no active account {_ACCOUNT}: run manage demo_accounts first")
    actor = found[1]
    with scope_opened(actor.areas):
        if runs_of(actor).filter(kind="cases", name=_FILE, state=RunState.DONE.value).exists():
            return 0
        yard = yard_of(at=clock())
        _written(folder / _FILE, yard, cases=cases, until=clock())
        return _imported(folder / _FILE, actor, clock=clock, tell=tell)


def _imported(
    path: Path, actor: Actor, *, clock: Callable[[], datetime], tell: Callable[[int, int], None]
) -> int:
    with path.open("rb") as content:
        run = intake.run_open(
            kind_key="cases", content=content, name=path.name, mapping=mapping_of_toml(_MAP), actor=actor,
            at=clock(),
        )  # fmt: skip
    run = intake.run_read(run_id=run.pk, actor=actor, at=clock())
    if run.standing is not RunState.PREVIEWED or run.faulty:
        fault = run.faults.order_by("row").first()
        raise NothingThere(f"{run.failure} {fault} {fault.arguments if fault else ''}")
    tell(0, run.fresh)
    intake.run_commit_ask(run_id=run.pk, leaves_out=False, actor=actor, at=clock())
    return intake.run_commit(run_id=run.pk, actor=actor, at=clock(), tell=tell).fresh


def _written(path: Path, yard: Yard, *, cases: int, until: datetime) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(year_drawn(yard, until=until, cases=cases))


# --- what the year is drawn over ----------------------------------------------------------------------------


def yard_of(*, at: datetime) -> Yard:
    """Return what the demo's cases are drawn over, as it is recorded now.

    Raises:
        NothingThere: the district is not loaded.
    """
    names = dict(Area.objects.filter(level="street", code__startswith=HOME).values_list("code", "name"))
    inside = _inside()
    doors = Premises.objects.filter(area_code__startswith=HOME, place__within=inside).order_by("code")
    shops = [
        Spot(x=place.x, y=place.y, address=address, street=code[:9])
        for place, address, code in _evenly(list(doors.values_list("place", "address", "area_code")))
    ]
    if not shops:
        raise NothingThere("there are no premises yet: run manage demo_load first")
    spots = {"shop": shops, "street": shops}
    things = Component.objects.filter(area_code__startswith=HOME, place__within=inside).order_by("code")
    for place, code, zh, area_code in _evenly(
        list(things.values_list("place", "item__code", "item__zh", "area_code"))
    ):
        address = f"{names.get(area_code[:9], '')}{zh}旁"
        spot = Spot(x=place.x, y=place.y, address=address, street=area_code[:9])
        spots.setdefault(code[:2], []).append(spot)
    calendar = calendar_known(HOME, at=at)
    return Yard(spots=spots, units=_units(), limits=_limits(at), calendar=calendar)


def _inside() -> GEOSGeometry:
    """Return the district without its rim.

    Raises:
        NothingThere: the district is not loaded.
    """
    shape = Area.objects.filter(code=HOME).values_list("shape", flat=True).first()
    if shape is None:
        raise NothingThere(f"there is no area {HOME}: run manage demo_load first")
    return shape.buffer(-_INSIDE_DEGREES)


def _evenly(rows: Sequence[tuple]) -> Iterator[tuple]:  # type: ignore[type-arg]  # of what was asked
    """Yield some rows from all over the district."""
    step = max(1, len(rows) // _SPOTS_MOST)
    yield from rows[::step]


def _units() -> dict[tuple[str, str], str]:
    found = {
        (area, class_code): code
        for area, class_code, code in Duty.objects.filter(
            ground="contract", area_code__startswith=HOME
        ).values_list("area_code", "class_code", "unit__code")
    }
    kinds = {"squad": "squad", "street_office": "office"}
    rows = Unit.objects.filter(area_code__startswith=HOME).order_by("pk")
    for code, kind, area_code, short in rows.values_list("code", "kind", "area_code", "short_name"):
        if kind in kinds:
            found.setdefault((area_code[:9], kinds[kind]), code)
        elif kind == "bureau":
            found.setdefault(("", "bureau"), code)
        elif kind == "department":
            found["", short] = code
    return found


def _limits(at: datetime) -> dict[str, Limit]:
    """Return what the handbook gives each matter, or the working days that it gives most of them."""
    holding = holding_at(at)
    matters = CatalogueItem.objects.filter(kind=ItemKind.MATTER.value, standard=Standard.GB_2026.value)
    found = {}
    for number, code in matters.values_list("pk", "code"):
        line = holding.line(number, HOME)
        if line is None:
            found[code] = holding.chosen(HOME).settings.handle_limit
        elif isinstance(line.limit, Limit):
            found[code] = line.limit
    return found
