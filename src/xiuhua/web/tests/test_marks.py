"""What the template tags print: safe, marked up for readers, and never by colour alone."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from xiuhua.web.parts import Cell, Clock, Column, Count, ListView, Row, Shell, Stage, Tag
from xiuhua.web.templatetags import web

NOW = datetime(2026, 11, 22, 2, 24, tzinfo=UTC)


def printed(source: str, **context: object) -> str:
    return Template(source).render(Context({"shell": Shell(now=NOW), **context}))


def test_an_instant_carries_its_machine_form() -> None:
    with translation.override("zh-hans"):
        said = printed("{% instant at %}|{% instant at 'table' %}", at=NOW)
    assert 'datetime="2026-11-22T02:24:00+00:00"' in said
    words, table = said.split("|")
    assert ">10:24</time>" in words
    assert ">2026-11-22 10:24</time>" in table


def test_a_count_beyond_a_thousand_is_an_estimate_in_words() -> None:
    with translation.override("en"):
        said = printed("{% count it %}", it=Count(number=1000, more=True, estimate=1_204_117))
    assert "1,000+" in said
    assert "about 1.2" in said
    assert "1,000+" not in printed("{% count it %}", it=Count(number=1000))


@pytest.mark.parametrize(
    ("state", "sign"), [("late", "alert-triangle"), ("soon", "clock"), ("paused", "player-pause")]
)
def test_a_clock_is_colour_mark_and_words(state: str, sign: str) -> None:
    said = printed("{% clock it %}", it=Clock(text="超 12 分", state=state))  # type: ignore[arg-type]  # a parameter
    assert f"x-clock-{state}" in said
    assert f"#{sign}" in said
    assert "超 12 分" in said


def test_a_stage_is_shape_and_carries_no_clock_colour() -> None:
    before, done = (
        printed("{% ring it %}", it=Stage(label="x", state=state)) for state in ("before", "done")
    )
    assert "2.6 2.43" in before
    assert 'fill="currentColor"' in done
    assert "late" not in before + done


def test_what_people_typed_stays_text() -> None:
    said = printed("{% tag it %}{% cell value %}", it=Tag(text="<b>x"), value=Cell(text="<script>1</script>"))
    assert "<b>" not in said
    assert "<script>" not in said


def test_an_empty_cell_says_why_to_readers() -> None:
    said = printed("{% cell value %}", value=Cell(why_none="not recorded"))
    assert "—" in said
    assert "not recorded" in said


def test_a_row_has_one_link_and_its_words_for_the_phone() -> None:
    columns = (Column(key="name", label="Name"), Column(key="place", label="Place"))
    row = Row(subject="premises:7", url="/premises/7", cells=(Cell(text="知味面馆"), Cell(text="泰然四路")))
    view = ListView(key="x", kind="premises", title="x", url="/", columns=columns, rows=(row,))
    said = printed("{% row_cells view row %}", view=view, row=row)
    assert said.count("<a ") == 1
    assert '<span class="x-row-note">泰然四路</span>' in said
    assert row.key == "7"


@pytest.mark.parametrize(
    ("mask", "whole", "shown"),
    [
        (web.phone_mask, "13812345678", "138****5678"),
        (web.id_mask, "110101199003071234", "110101********1234"),
        (web.id_mask, "1234567890", "**********"),
        (web.plate_mask, "粤B12331", "粤B·***31"),
        (web.plate_mask, "粤B·12331", "粤B·***31"),
    ],
)
def test_a_mask_hides_the_middle(mask: object, whole: str, shown: str) -> None:
    assert mask(whole) == shown  # type: ignore[operator]  # each is a filter


def test_a_form_that_adds_to_a_query_keeps_what_it_holds() -> None:
    said = printed("{% query_inputs url %}", url="/premises?q=%E9%9D%A2&state=open&state=closed")
    assert 'name="q" value="面"' in said
    assert said.count('name="state"') == 2
    assert web.with_query("/premises?q=1", "density=compact") == "/premises?q=1&density=compact"
