"""Key-set pages over real rows: each row once, in order, forwards and back, whatever the order."""

from __future__ import annotations

import pytest
from django.db.models import F

from xiuhua.ground.models import Area
from xiuhua.ground.tests.conftest import Ground
from xiuhua.web.keyset import BadCursor, Cursor, Order, Slice, page_of

ORDERS = [
    Order(field="code"),
    Order(field="name", descending=True),
    Order(field="updated_at", descending=True),  # all alike: the key decides
    Order(field="pk"),
    Order(field="pk", descending=True),
    Order(field="parent_id", nullable=True),  # the city lies in nothing
    Order(field="parent_id", nullable=True, descending=True),
]


def _expected(order: Order) -> list[int]:
    field = F(order.field)
    by_value = field.desc(nulls_last=True) if order.descending else field.asc(nulls_last=True)
    return list(
        Area.objects.order_by(by_value, "-pk" if order.descending else "pk").values_list("pk", flat=True)
    )


def _keys(page: Slice[Area]) -> list[int]:
    return [row.pk for row in page.rows]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.signed)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 6])
def test_forwards_and_back_meet_every_row_once(ground: Ground, order: Order, size: int) -> None:
    Area.objects.filter(code="990102").update(parent=None)  # two rows without a value
    rows, expected = Area.objects.all(), _expected(order)
    pages = [page_of(rows, order, size=size)]
    while pages[-1].older:
        pages.append(page_of(rows, order, size=size, cursor=pages[-1].older))
    assert [key for page in pages for key in _keys(page)] == expected
    for place in range(len(pages) - 1, 0, -1):
        newer = pages[place].newer
        assert newer is not None
        assert _keys(page_of(rows, order, size=size, cursor=newer)) == _keys(pages[place - 1])
    assert pages[0].newer is None


def test_a_row_that_left_does_not_lose_the_place(ground: Ground) -> None:
    order = Order(field="code")
    first = page_of(Area.objects.all(), order, size=2)
    rest = Area.objects.exclude(pk=first.rows[-1].pk)
    assert _keys(page_of(rest, order, size=2, cursor=first.older)) == _expected(order)[2:4]


def test_beyond_the_last_row_the_list_begins_again(ground: Ground) -> None:
    gone = Cursor(order="code", value="zzz", pk=1)
    page = page_of(Area.objects.all(), Order(field="code"), size=2, cursor=gone)
    assert _keys(page) == _expected(Order(field="code"))[:2]
    assert page.newer is None


@pytest.mark.parametrize(
    "cursor",
    [
        Cursor(order="-code", value="9901", pk=1),  # of the other direction
        Cursor(order="code", value=None, pk=1),  # no row is without a code
        Cursor(order="code", value="a\x00", pk=1),
        Cursor(order="code", value="9901", pk=2**63),
    ],
)
def test_a_cursor_that_names_no_row_of_the_order_is_refused(ground: Ground, cursor: Cursor) -> None:
    with pytest.raises(BadCursor):
        page_of(Area.objects.all(), Order(field="code"), size=2, cursor=cursor)


def test_an_instant_that_is_none_is_refused(ground: Ground) -> None:
    cursor = Cursor(order="updated_at", value="yesterday", pk=1)
    with pytest.raises(BadCursor):
        page_of(Area.objects.all(), Order(field="updated_at"), size=2, cursor=cursor)
