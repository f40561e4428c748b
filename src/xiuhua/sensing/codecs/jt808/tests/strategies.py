"""What Hypothesis draws frames, positions and messages from."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from xiuhua.sensing.codecs.jt808.bodies import Body, Nested, Record
from xiuhua.sensing.codecs.jt808.extras import extra_write
from xiuhua.sensing.codecs.jt808.frames import LONGEST_BODY, Edition, Frame, Part
from xiuhua.sensing.codecs.jt808.messages.locations import Fix, Location, MeasuredFix
from xiuhua.sensing.codecs.jt808.wire import (
    CHINA,
    Digits,
    Later,
    LongBytes,
    LongText,
    Many,
    Moment,
    Number,
    Raw,
    RestText,
    Text,
    Wire,
)

EDITIONS = st.sampled_from(Edition)
SERIALS = st.integers(0, 0xFFFF)
# No NUL, which pads; no blank or 0 at the edges, which pads too; a sign outside GBK among them.
_SIGNS = st.characters(codec="gb18030", exclude_categories=["Cc", "Cs", "Zs"], exclude_characters="\0 0")


def texts(most_bytes: int) -> st.SearchStrategy[str]:
    """Draw texts that fit some bytes."""
    return st.text(_SIGNS, max_size=most_bytes // 4).filter(
        lambda text: len(text.encode("gb18030")) <= most_bytes
    )


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """Draw which part of how many."""
    total = draw(st.integers(1, 0xFFFF))
    return Part(total, draw(st.integers(1, total)))


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Draw sound frames, without encryption: an encrypted one is read with a warning."""
    edition = draw(EDITIONS)
    digits = 20 if edition is Edition.E2019 else 12
    phone = draw(st.integers(0, 10**digits - 1))
    return Frame(
        draw(SERIALS), edition, str(phone), draw(SERIALS), draw(st.binary(max_size=LONGEST_BODY)), 0,
        draw(st.none() | parts()),
    )  # fmt: skip


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """Draw times that six BCD bytes can say."""
    seconds = draw(st.integers(0, int(timedelta(days=36_524).total_seconds())))
    return datetime(2000, 1, 1, tzinfo=CHINA) + timedelta(seconds=seconds)


@st.composite
def locations(draw: st.DrawFn, *, with_items: bool = True) -> Location:
    """Draw positions, in the steps in which they travel."""
    items = st.lists(st.tuples(st.integers(0, 0xFF), st.binary(max_size=8)), max_size=4)
    south, west = draw(st.booleans()), draw(st.booleans())
    others = draw(st.integers(0, 0xFFFFFFFF)) & ~0xC
    return Location(
        draw(st.integers(0, 0xFFFFFFFF)),
        others | south << 2 | west << 3,
        draw(st.integers(1, 90_000_000)) / 1_000_000 * (-1 if south else 1),
        draw(st.integers(1, 180_000_000)) / 1_000_000 * (-1 if west else 1),
        draw(SERIALS),
        draw(SERIALS) / 10,
        draw(st.integers(0, 359)),
        draw(moments()),
        b"".join(extra_write(*item) for item in draw(items)) if with_items else b"",
    )


def values(kind: Wire[Any], edition: Edition) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911 - a table
    """Draw values of one kind of field."""
    match kind:
        case Later():
            return st.integers(0, 0xFF) if edition is Edition.E2019 else st.just(0)
        case Number():
            return st.integers(0, 256**kind.width - 1)
        case Raw():
            width = kind.width
            return st.binary(max_size=64) if width is None else st.binary(min_size=width, max_size=width)
        case LongBytes():
            return st.binary(max_size=32)
        case Text():
            return texts(kind.width_in(edition))
        case RestText() | LongText():
            return texts(32)
        case Digits():
            return st.integers(0, 10 ** (2 * kind.width) - 1).map(lambda one: f"{one:0{2 * kind.width}}")
        case Moment():
            return st.none() | moments().map(lambda at: at.replace(tzinfo=kind.zone))
        case Many():
            return st.lists(values(kind.each, edition), max_size=4).map(tuple)
        case Nested():
            return records(kind.kind, edition)
        case Fix():
            return locations(with_items=not kind.bare)
        case MeasuredFix():
            return locations()
    raise AssertionError(kind)


def records(layout: type[Record], edition: Edition) -> st.SearchStrategy[Any]:
    """Draw records of a layout."""
    return st.builds(layout, **{name: values(kind, edition) for name, kind in layout.wires})


@st.composite
def bodies(draw: st.DrawFn, layout: type[Body]) -> tuple[Body, Edition]:
    """Draw a body of a layout, and the edition it is written in."""
    edition = draw(EDITIONS)
    body: Body = draw(records(layout, edition))
    return body, edition
