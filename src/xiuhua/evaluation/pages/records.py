"""The records behind a figure: exactly those that its numerator or denominator counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.cases.models import Case
from xiuhua.cases.queries import cases_all
from xiuhua.cases.terms import CaseAct, CaseState, Channel
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, indicator_get, question_read
from xiuhua.evaluation.queries.facts import fact_table
from xiuhua.evaluation.queries.figures import figure_records
from xiuhua.evaluation.rules.splits import Narrowing
from xiuhua.evaluation.rules.wording import period_words
from xiuhua.evaluation.serializers import NONE
from xiuhua.evaluation.terms import FigureAct, Side
from xiuhua.ground.models import Camera, Person, Unit
from xiuhua.ground.queries.cameras import cameras_all
from xiuhua.ground.queries.people import people_all
from xiuhua.ground.queries.units import units_all
from xiuhua.ground.terms.cameras import CameraAct, CameraKind, CameraState
from xiuhua.ground.terms.people import PersonAct, UnitKind
from xiuhua.orders.models import Order
from xiuhua.orders.queries.orders import orders_all
from xiuhua.orders.terms.orders import OrderAct, OrderSource, OrderState
from xiuhua.shared.actor import NOBODY
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound, NotSignedIn
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.asking import Asked
from xiuhua.web.pages.columns import ListColumn, code, moment, term, text
from xiuhua.web.pages.filters import AskedFilter, Filter, TermFilter
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.preferences import Preference
from xiuhua.web.parts import Cell, Crumb, ListView

M = TypeVar("M", bound=Model)
_LONGEST, _LONGEST_ID = 60, 18


@dataclass(frozen=True, kw_only=True)
class SideFilter(TermFilter):
    """Which of the two counts."""

    def condition(self, held: Held) -> Q:  # noqa: ARG002 - as above
        """Return nothing."""
        return Q()


_FILTERS: tuple[Filter, ...] = (
    AskedFilter(name="figure", label=_("Figure"), longest=_LONGEST),
    SideFilter(name="side", label=_("Which count"), vocabulary=Side),
    AskedFilter(name="area", label=_("Area"), longest=_LONGEST),
    AskedFilter(name="period", label=_("Time span"), longest=_LONGEST),
    AskedFilter(name="as_of", label=_("As of"), longest=_LONGEST),
    AskedFilter(name="place", label=_("Area, as it was recorded"), longest=_LONGEST),
    AskedFilter(name="unit", label=_("Unit"), longest=_LONGEST),
    AskedFilter(name="matter", label=_("Matter"), longest=_LONGEST),
    AskedFilter(name="channel", label=_("Channel"), longest=_LONGEST),
    AskedFilter(name="person", label=_("Person"), longest=_LONGEST),
)


class RecordsPage(ListPage[M]):
    """The records of one count. What is counted stands in the address, so that a sheet holds the same."""

    act = FigureAct.READ
    menu = "figures"
    title = _("Records behind the figure")
    filters: ClassVar[Sequence[Filter]] = _FILTERS
    counts_in_order = True  # what lies in a month was reported about then

    def asked(self, path: str, query: Mapping[str, Sequence[str]]) -> Asked:
        """Return what a URL asks for; which figure stands in its path."""
        key = getattr(self, "kwargs", {}).get("key")
        return super().asked(path, {**query, "figure": (key,)} if key else query)

    def filtered(self, asked: Asked) -> QuerySet[M]:
        """Return exactly the records that were counted."""
        return super().filtered(asked).filter(self._behind(asked))

    def _behind(self, asked: Asked) -> Q:
        """Return the condition that chooses them; the page asks for it several times."""
        known: dict[str, Q] = self.__dict__.setdefault("_conditions", {})
        query = asked.filter_address.query
        if query not in known:
            known[query] = figure_records(self._question(asked), side=_side(asked))
        return known[query]

    def _question(self, asked: Asked) -> FigureQuestion:
        said = Wording(
            area=_held(asked, "area"), period=_held(asked, "period"), as_of=_held(asked, "as_of"),
            keys=(_held(asked, "figure"),),
        )  # fmt: skip
        question = question_read(said, areas=seams.areas_for(self.actor, self.act), at=now())
        (one,) = question.indicators
        return replace(question, only=_narrowed(asked, fact_table(one.fact).columns))

    def view(self, asked: Asked, preference: Preference) -> ListView:
        """Return the list under the name of its figure, with what was counted in words."""
        question, here = self._question(asked), language()
        (one,) = question.indicators
        named = one.title(here)
        side = _side(asked).label(here) if one.denominator else ""
        counted = gettext("How it is counted: %(formula)s") % {"formula": one.formula(here)}
        said = " · ".join(part for part in (side, period_words(question.period, here), counted) if part)
        found = super().view(asked, preference)
        return replace(
            found, title=named, notices=(said, *found.notices),
            crumbs=(Crumb(label=gettext("Figures"), url=reverse("evaluation:figures")), Crumb(label=named)),
        )  # fmt: skip


def _narrowed(asked: Asked, columns: Collection[str]) -> Narrowing:
    """Return which group of a split is meant; what names none, or what no fact has, leaves nothing out."""
    place, unit, matter, channel, person = (
        _held(asked, name) for name in ("place", "unit", "matter", "channel", "person")
    )
    held: list[tuple[str, str | int | None]] = []
    if place.isascii() and place.isdigit():
        held.append(("area_code", place))
    if unit == NONE or (unit.isascii() and unit.isdigit() and len(unit) <= _LONGEST_ID):
        held.append(("unit_id", None if unit == NONE else int(unit)))
    if matter:
        held.append(("item", None if matter == NONE else matter))
    if channel in list(Channel):
        held.append(("channel", channel))
    if person:
        held.append(("person", person))
    return Narrowing(held=tuple((name, value) for name, value in held if name in columns))


def _held(asked: Asked, name: str) -> str:
    return next(iter(asked.held.get(name, {}).get(name, ())), "")


def _side(asked: Asked) -> Side:
    return Side(_held(asked, "side") or Side.NUMERATOR.value)


def _unit_name(case: Case) -> Cell:
    return Cell(text=case.unit.name if case.unit else "")


class CaseRecordsPage(RecordsPage[Case]):
    """The cases behind a figure."""

    key = "figure-cases"
    kind = "case"
    sort = "-reported"
    columns = (
        code("number", _("Number"), primary=True, locked=True),
        text("title", _("Case")),
        term("state", _("State"), CaseState),
        ListColumn(key="unit", label=_("Unit"), cell=_unit_name, drop=2),
        term("channel", _("Channel"), Channel, drop=3),
        text("area", _("Area"), of="area.name", drop=4),
        moment("reported", _("Reported"), of="reported_at", sort="reported_at"),
        moment("over", _("Over"), of="over_at", drop=1),
    )

    def permit(self) -> None:
        """Refuse whoever may not read cases: a figure is for more eyes than what it was counted from."""
        super().permit()
        seams.require(self.actor, CaseAct.READ)

    def records(self) -> QuerySet[Case]:
        """Return the cases that the database scope lets through."""
        return cases_all()

    def row_url(self, record: Case) -> str:
        """Return the page of the case."""
        return reverse("cases:case", args=(record.pk,))


def _put_up(camera: Camera) -> Cell:
    return Cell(text=camera.put_up_on.isoformat() if camera.put_up_on else "")


def _order_channel(order: Order) -> Cell:
    return Cell(text=OrderSource(order.source).label(language()))


class OrderRecordsPage(RecordsPage[Order]):
    """The orders behind a figure of 接诉即办."""

    key = "figure-orders"
    kind = "order"
    sort = "-received"
    columns = (
        code("number", _("Number"), primary=True, locked=True),
        code("city_number", _("Number above")),
        term("state", _("State"), OrderState),
        ListColumn(key="source", label=_("Channel"), cell=_order_channel),
        text("area", _("Area"), of="area.name", drop=4),
        moment("received", _("Received"), of="received_at", sort="received_at"),
        moment("replied", _("Replied"), of="replied_at", drop=1),
        moment("called_back", _("Called back"), of="called_back_at", drop=2),
    )

    def permit(self) -> None:
        """Refuse whoever may not read orders: a figure is for more eyes than what it was counted from."""
        super().permit()
        seams.require(self.actor, OrderAct.READ)

    def records(self) -> QuerySet[Order]:
        """Return the orders that the database scope lets through."""
        return orders_all()

    def row_url(self, record: Order) -> str:
        """Return the page of the order."""
        return reverse("orders:order", args=(record.pk,))


class CameraRecordsPage(RecordsPage[Camera]):
    """The cameras behind a figure."""

    key = "figure-cameras"
    kind = "camera"
    sort = "name"
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        code("code", _("Number")),
        term("state", _("State"), CameraState),
        term("kind", _("Kind"), CameraKind, drop=3),
        text("area", _("Area"), of="mount.area.name", drop=2),
        ListColumn(key="put_up", label=_("Put up on"), cell=_put_up),
        moment("recorded", _("Recorded"), of="recorded_at", drop=3),
    )

    def permit(self) -> None:
        """Refuse whoever may not read cameras: a figure is for more eyes than what it was counted from."""
        super().permit()
        seams.require(self.actor, CameraAct.READ)

    def records(self) -> QuerySet[Camera]:
        """Return the cameras that the database scope lets through."""
        return cameras_all()

    def row_url(self, record: Camera) -> str:
        """Return the page of the camera."""
        return reverse("ground:camera-page", args=(record.pk,))


class UnitRecordsPage(RecordsPage[Unit]):
    """The units behind a figure that counts units."""

    key = "figure-units"
    kind = "unit"
    sort = "name"
    area_field = ""  # public: what they were given is what is bounded
    columns = (
        code("code", _("Code"), sort="code"),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("kind", _("Kind"), UnitKind),
    )

    def records(self) -> QuerySet[Unit]:
        """Return every unit."""
        return units_all()

    def row_url(self, record: Unit) -> str:
        """Return the page of the unit."""
        return reverse("ground:unit-page", args=(record.pk,))


class PersonRecordsPage(RecordsPage[Person]):
    """The people behind a figure that counts people."""

    key = "figure-people"
    kind = "person"
    sort = "name"
    area_field = ""  # where they are posted is bounded, not whence they come
    columns = (
        code("number", _("Work number"), of="work_number", sort="work_number"),
        text("name", _("Name"), sort="name", primary=True, locked=True),
        text("unit", _("Unit"), of="unit.name"),
    )

    def permit(self) -> None:
        """Refuse whoever may not read people: a figure is for more eyes than what it was counted from."""
        super().permit()
        seams.require(self.actor, PersonAct.READ)

    def records(self) -> QuerySet[Person]:
        """Return the people that the database scope lets through."""
        return people_all(at=now())

    def row_url(self, record: Person) -> str:
        """Return the page of the person."""
        return reverse("ground:person-page", args=(record.pk,))


_PAGES: dict[tuple[str, str], type[RecordsPage[Any]]] = {  # by fact and what is counted of it; any rows
    ("case", ""): CaseRecordsPage,
    ("order", ""): OrderRecordsPage,
    ("camera", ""): CameraRecordsPage,
    ("health_case", ""): CaseRecordsPage,
    ("staffing", "person_id"): PersonRecordsPage,
    ("assignment", "unit_id"): UnitRecordsPage,
}


class ListedRecordsPage(RecordsPage[Any]):  # the rows of whichever list
    """The rows of a list of a higher app, narrowed to what was counted: for whoever may read that list."""

    listed: ClassVar[type[ListPage[Any]]]

    def _list(self) -> ListPage[Any]:  # as above
        page = self.listed()
        page.actor = self.actor
        return page

    def permit(self) -> None:
        """Refuse whoever may not read the list: a figure is for more eyes than what it was counted from."""
        super().permit()
        seams.require(self.actor, self.listed.act)

    def records(self) -> QuerySet[Any]:  # as above
        """Return the rows of the list."""
        return self._list().records()

    def row_url(self, record: Any) -> str:  # as above
        """Return where the list leads."""
        return self._list().row_url(record)


def records_page_register(fact: str, page: type[ListPage[Any]], *, distinct: str = "") -> None:  # as above
    """Say which list holds the records behind figures of a fact; `distinct` where values are counted.

    Args:
        fact: the key of its table.
        page: a page of records, or any list, which is then narrowed to what was counted.
        distinct: the column whose different values are counted.
    """
    if issubclass(page, RecordsPage):
        _PAGES[fact, distinct] = page
        return
    told = {
        "key": f"figure-{fact}-{distinct}", "kind": page.kind, "sort": page.sort, "columns": page.columns,
        "area_field": page.area_field, "listed": page, "__module__": __name__,
    }  # fmt: skip
    _PAGES[fact, distinct] = type(f"{page.__name__}Records", (ListedRecordsPage,), told)


def figure_records_page(request: HttpRequest, key: str) -> HttpResponseBase:
    """Answer with the list that holds the records of a figure.

    Raises:
        NotSignedIn: nobody asks.
        NotFound: there is no such figure, or its records have no list.
    """
    if getattr(request, "actor", NOBODY).user_id is None:
        raise NotSignedIn
    one = indicator_get(key)
    page = _PAGES.get((one.fact, one.numerator.distinct))
    if page is None:
        raise NotFound(kind="figure", key=key)
    return page.as_view()(request, key=key)
