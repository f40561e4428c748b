"""A draft written from facts: headings numbered, sentences and tables with each figure marked, gaps as gaps.

Source:
    GB/T 9704-2012, 7.3.3: 一、 （一） 1. as the levels of headings. That figures are numbered in the order in
    which they are first printed, and that a gap says who writes it or why nobody knows: own choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xiuhua.briefings.rules.declaring import (
    AgainstPublished,
    Block,
    CourseChart,
    FigureTable,
    Missing,
    Records,
    Says,
    Section,
    SplitChart,
    SplitTable,
    Template,
)
from xiuhua.briefings.rules.facts import Course, Facts, Known, Pair
from xiuhua.briefings.rules.sentences import Piece, difference_said, said, uncompared_note
from xiuhua.briefings.rules.written import Part, WrittenBlock, WrittenFigure
from xiuhua.briefings.terms import BlockKind
from xiuhua.papers.rules.plots import Plot, Series, Shape, plot_words

_DIGITS = "〇一二三四五六七八九"
_TEN = 10
_DASH_LEVEL = 3


@dataclass(frozen=True)
class Composed:
    """A draft: its title, its blocks, the figures that they mark, and what its charts show, by number."""

    title: str
    blocks: tuple[WrittenBlock, ...]
    figures: tuple[WrittenFigure, ...]
    plots: dict[int, Plot]


def composed(template: Template, facts: Facts) -> Composed:
    """Return a draft written from facts after a template."""
    writer = _Writer(facts)
    for block in template.opening:
        writer.block(block)
    numbers = [0, 0]
    for section in template.sections:
        writer.heading(section, _numbered(section, numbers))
        for block in section.blocks:
            writer.block(block)
    return Composed(
        title=title_of(template, facts), blocks=tuple(writer.blocks), figures=tuple(writer.figures),
        plots=writer.plots,
    )  # fmt: skip


def title_of(template: Template, facts: Facts) -> str:
    """Return the title of a briefing of a period."""
    year = facts.period.last.year
    return template.title.format(area=facts.area_name, period=facts.period_name, year=year, next=year + 1)


def chinese_number(number: int) -> str:
    """Return a number from 1 to 99 in Chinese: 一, 十, 十二, 二十, 二十三.

    Raises:
        ValueError: it is none of those.
    """
    if not 1 <= number < _TEN * _TEN:
        raise ValueError(f"no heading is numbered {number}")
    tens, ones = divmod(number, _TEN)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _numbered(section: Section, numbers: list[int]) -> str:
    if section.level == 1:
        numbers[0], numbers[1] = numbers[0] + 1, 0
        return f"{chinese_number(numbers[0])}、{section.title}"
    if section.level == 2:
        numbers[1] += 1
        return f"（{chinese_number(numbers[1])}）{section.title}"
    return ""


@dataclass
class _Writer:
    facts: Facts
    blocks: list[WrittenBlock] = field(default_factory=list)
    figures: list[WrittenFigure] = field(default_factory=list)
    plots: dict[int, Plot] = field(default_factory=dict)
    marks: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    gaps: set[tuple[str, str]] = field(default_factory=set)
    notes: set[Piece] = field(default_factory=set)
    tables: int = 0
    lead: str = ""

    def heading(self, section: Section, text: str) -> None:
        self.lead = f"——{section.title}。" if section.level == _DASH_LEVEL else ""
        if text:
            year = self.facts.period.last.year
            text = text.format(year=year, next=year + 1, area=self.facts.area_name)
            kind = BlockKind.HEADING if section.level == 1 else BlockKind.SUBHEADING
            self._add(kind, parts=(Part(text),))

    def block(self, block: Block) -> None:
        if isinstance(block, Says):
            self._says(block)
        elif isinstance(block, Missing):
            self._gap(f"待补：{block.about}。平台尚无此类记录，由{block.who}撰写")
        elif isinstance(block, FigureTable):
            self._figure_table(block)
        elif isinstance(block, SplitTable):
            self._split_table(block)
        elif isinstance(block, CourseChart):
            self._course(block)
        elif isinstance(block, SplitChart):
            self._split_chart(block)
        elif isinstance(block, Records):
            self._records(block)
        else:
            self._against(block)

    def _add(self, kind: BlockKind, **told: object) -> None:
        self.blocks.append(WrittenBlock(key=f"b{len(self.blocks) + 1}", kind=kind, **told))  # type: ignore[arg-type]  # fields by name

    def _text(self, kind: BlockKind, parts: Sequence[Part]) -> None:
        """Write a paragraph; the first one of a dashed section begins with what the section is about."""
        head = (Part(self.lead),) if self.lead else ()
        self.lead = ""
        self._add(kind, parts=_joined((*head, *parts)))

    def _gap(self, text: str) -> None:
        self._text(BlockKind.GAP, (Part(f"【{text}】"),))

    def _says(self, block: Says) -> None:
        found = said(block, self.facts)
        if found is None:
            return
        if found.pieces:
            pieces = [piece for piece in found.pieces if piece not in self.notes]
            self.notes |= {piece for piece in pieces if piece == uncompared_note(self.facts)}
            self._text(BlockKind.TEXT, [self._part(piece) for piece in pieces])
        if found.unknown:
            self._unknown(found.unknown)

    def _unknown(self, found: Sequence[tuple[str, str]]) -> None:
        """Write one gap for figures that nobody knows, those with the same reason together."""
        by_why: dict[str, list[str]] = {}
        fresh = [told for told in found if told not in self.gaps]
        self.gaps |= set(fresh)
        if not fresh:
            return
        for name, why in fresh:
            names = by_why.setdefault(why, [])
            names += [name] if name not in names else []
        self._gap("；".join(f"{'、'.join(names)}：本期无数据（{why}）" for why, names in by_why.items()))

    def _part(self, piece: Piece) -> Part:
        return Part(piece.printed, self._mark(piece)) if isinstance(piece, Known) else Part(piece)

    def _cell(self, known: Known | None) -> Part:
        if known is None:
            return Part("—")
        return Part(known.bare, self._mark(known))

    def _mark(self, known: Known) -> int:
        """Return the number of a figure in the appendix; it is given where the figure is first printed."""
        one = known.indicator
        place = (one.key, known.period, known.area, known.group)
        if place not in self.marks:
            self.marks[place] = len(self.figures) + 1
            self.figures.append(
                WrittenFigure(
                    mark=self.marks[place], key=one.key, name=one.title("zh"), printed=known.printed,
                    value=known.value, unit=one.unit.zh, numerator=known.numerator,
                    denominator=known.denominator, period=known.period, period_name=known.period_name,
                    area=known.area, group=known.group, group_label=known.group_label,
                    formula=one.formula("zh"), source_row=one.source_row, why=known.why,
                    narrowed=known.narrowed, is_whole=known.is_whole,
                )
            )  # fmt: skip
        return self.marks[place]

    def _named(self, caption: str) -> str:
        facts = self.facts
        return caption.format(period=facts.period_name, area=facts.area_name, before=facts.before_name)

    def _caption(self, word: str, number: int, text: str) -> str:
        return f"{word}{number}　{self._named(text)}"

    def _table(self, caption: str, headings: Sequence[str], rows: Sequence[Sequence[Part]]) -> None:
        self.tables += 1
        self._add(
            BlockKind.TABLE, caption=self._caption("表", self.tables, caption), headings=tuple(headings),
            rows=tuple(map(tuple, rows)),
        )  # fmt: skip

    def _chart(self, caption: str, plot: Plot, shown: Sequence[Known]) -> None:
        """Keep what a chart shows; where its values stand in the appendix follows its caption."""
        number = len(self.plots) + 1
        self.plots[number] = plot
        marks = sorted({self._mark(one) for one in shown if one.value is not None})
        told = f"{self._caption('图', number, caption)}（附件第{ranges(marks)}项）"
        self._add(BlockKind.CHART, caption=told, chart=number, alt=plot_words(plot))

    def _figure_table(self, block: FigureTable) -> None:
        found = [self.facts.figures[key] for key in block.keys if key in self.facts.figures]
        rows = [
            (
                Part(pair.now.indicator.title("zh")), Part(pair.now.indicator.unit.zh), self._cell(pair.now),
                self._cell(pair.before), Part(difference_said(pair)),
            )
            for pair in found
            if _either_known(pair)
        ]  # fmt: skip
        lacking = [pair for pair in found if not _either_known(pair)]
        if rows:
            headings = ("指标", "单位", self.facts.period_name, self.facts.before_name, "增减")
            self._table(block.caption, headings, rows)
        if lacking:
            self._unknown([(pair.now.indicator.zh, pair.now.why) for pair in lacking])

    def _split_table(self, block: SplitTable) -> None:
        by_key = self.facts.splits.get(block.by, {})
        first = _largest(by_key.get(block.keys[0], ()), block.most)
        if not first:
            self._gap(f"{self._named(block.caption)}：本期无数据")
            return
        others = {key: {pair.now.group: pair.now for pair in by_key.get(key, ())} for key in block.keys}
        names = [by_key[key][0].now.indicator for key in block.keys if by_key.get(key)]
        rows = [
            (
                Part(str(nth)), Part(lead.now.group_label or "（未归属）"),
                *(self._cell(others[one.key].get(lead.now.group)) for one in names),
            )
            for nth, lead in enumerate(first, start=1)
        ]  # fmt: skip
        headings = ("序号", _SPLIT_HEADS[block.by.value], *(f"{one.zh}（{one.unit.zh}）" for one in names))
        self._table(block.caption, headings, rows)

    def _course(self, block: CourseChart) -> None:
        course = self.facts.courses.get(block.key)
        if course is None or not any(one.value is not None for one in course.now):
            self._gap(f"{self._named(block.caption)}：本期无数据")
            return
        shown = (*course.now, *(course.before if course.is_comparable else ()))
        self._chart(block.caption, _course_plot(course, self.facts), shown)

    def _split_chart(self, block: SplitChart) -> None:
        pairs = _largest(self.facts.splits.get(block.by, {}).get(block.key, ()), block.most)
        if not pairs:
            return
        now = Series(name=self.facts.period_name, values=tuple(pair.now.value for pair in pairs))
        before = Series(
            name=self.facts.before_name,
            values=tuple(pair.before.value if pair.before else None for pair in pairs),
        )
        one = pairs[0].now
        is_compared = pairs[0].is_comparable and any(value is not None for value in before.values)
        series = (now, before) if is_compared else (now,)
        self._chart(
            block.caption,
            Plot(shape=Shape.LYING, labels=tuple(pair.now.group_label or "（未归属）" for pair in pairs),
                 series=series, unit=one.indicator.unit.zh, decimals=one.places),
            [known for pair in pairs for known in (pair.now, pair.before if is_compared else None) if known],
        )  # fmt: skip

    def _records(self, block: Records) -> None:
        found = self.facts.records.get(block.of)
        if found is None or not found.rows:
            self._gap(f"{self._named(block.caption)}：本期无记录")
            return
        self._table(block.caption, found.headings, [tuple(map(Part, row)) for row in found.rows])

    def _against(self, block: AgainstPublished) -> None:
        """Say where last year's printed figures differ from what is recorded of that year now, and why."""
        published = self.facts.published
        if published is None:
            self._gap("平台没有上年已签发的总结，不作口径核对；由办公室核对上年公布数")
            return
        rows = list(self._differing(block.keys))
        head = f"上年数以《{published.name}》公布数（数据截至{published.as_of}）核对"
        if not rows:
            self._add(BlockKind.TEXT, parts=(Part(f"{head}，所列指标与现有记录一致。"),))
            return
        self._add(
            BlockKind.TEXT,
            parts=(
                Part(f"{head}，{len(rows)}项指标与现有记录不同，系公布之后补录、更正所致，列表说明如下。"),
            ),
        )
        headings = ("指标", "上年公布数", "现有记录", "相差", "原因")
        self._table("上年公布数与现有记录的差异", headings, rows)

    def _differing(self, keys: Sequence[str]) -> Iterator[tuple[Part, ...]]:
        published = self.facts.published
        if published is None:
            return
        for key in keys:
            pair = self.facts.figures.get(key)
            before = pair.before if pair else None
            told = published.values.get(key)
            if before is None or before.value is None or told is None:
                continue
            if round(before.value, before.places) != round(told, before.places):
                yield (
                    Part(before.indicator.title("zh")), Part(published.printed[key]), self._cell(before),
                    Part(f"{before.value - told:+,.{before.places}f}"), Part("公布后补录、更正"),
                )  # fmt: skip


_SPLIT_HEADS = {
    "split_district": "区县", "split_street": "街道（镇）", "split_community": "社区（村）",
    "split_unit": "处置单位", "split_matter": "事项", "split_channel": "来源",
}  # fmt: skip


def ranges(numbers: Sequence[int]) -> str:
    """Return numbers in order as people print them: 3—5、9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return parts with unmarked neighbours made one."""
    found: list[Part] = []
    for part in parts:
        if found and not part.mark and not found[-1].mark:
            found[-1] = Part(found[-1].text + part.text)
        else:
            found.append(part)
    return tuple(found)


def _either_known(pair: Pair) -> bool:
    return pair.now.value is not None or (pair.before is not None and pair.before.value is not None)


def _largest(pairs: Sequence[Pair], most: int) -> list[Pair]:
    known = [pair for pair in pairs if pair.now.value is not None]
    found = sorted(known, key=lambda pair: (-(pair.now.value or 0), pair.now.group_label))
    return found[:most] if most else found


def _course_plot(course: Course, facts: Facts) -> Plot:
    year = facts.period.last.year
    now = Series(name=f"{year}年", values=tuple(one.value for one in course.now))
    before = Series(name=f"{year - 1}年", values=tuple(one.value for one in course.before))
    return Plot(
        shape=Shape.LINES, labels=course.labels, series=(now, before) if course.is_comparable else (now,),
        unit=course.indicator.unit.zh, decimals=course.now[0].places,
    )  # fmt: skip
