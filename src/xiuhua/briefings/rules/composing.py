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
    ClassTable,
    CourseChart,
    FigureTable,
    Leading,
    Missing,
    Records,
    Says,
    Section,
    Span,
    SpanTable,
    SplitChart,
    SplitTable,
    StandsOn,
    Template,
    Third,
)
from xiuhua.briefings.rules.facts import Course, Facts, Known, Pair
from xiuhua.briefings.rules.sentences import Piece, difference_said, said, uncompared_note
from xiuhua.briefings.rules.written import Part, WrittenBlock, WrittenFigure
from xiuhua.briefings.terms import BlockKind
from xiuhua.evaluation.terms import SplitBy
from xiuhua.papers.rules.plots import Plot, Series, Shape, plot_words

_DIGITS = "〇一二三四五六七八九"
_TEN = 10
_THIRD_LEVEL = 3
_STREET_DIGITS = 9


@dataclass(frozen=True)
class Composed:
    """A draft: title and addressee, blocks, the figures that they mark, what its charts show, by number."""

    title: str
    blocks: tuple[WrittenBlock, ...]
    figures: tuple[WrittenFigure, ...]
    plots: dict[int, Plot]
    addressee: str = ""


def composed(template: Template, facts: Facts) -> Composed:
    """Return a draft written from facts after a template."""
    writer = _Writer(facts, template.third)
    for block in template.opening:
        writer.block(block)
    numbers = [0, 0]
    for section in template.sections:
        writer.heading(section, _numbered(section, numbers))
        for block in section.blocks:
            writer.block(block)
    return Composed(
        title=title_of(template, facts), blocks=tuple(writer.blocks), figures=tuple(writer.figures),
        plots=writer.plots, addressee=template.addressee.format(area=facts.area_name),
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
    third: Third = Third.DASH
    blocks: list[WrittenBlock] = field(default_factory=list)
    figures: list[WrittenFigure] = field(default_factory=list)
    plots: dict[int, Plot] = field(default_factory=dict)
    marks: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    gaps: set[tuple[str, str]] = field(default_factory=set)
    notes: set[Piece] = field(default_factory=set)
    tables: int = 0
    thirds: int = 0
    lead: str = ""

    def heading(self, section: Section, text: str) -> None:
        self.lead = section.title if section.level == _THIRD_LEVEL else ""
        if text:
            self.thirds = 0
            year = self.facts.period.last.year
            text = text.format(year=year, next=year + 1, area=self.facts.area_name)
            kind = BlockKind.HEADING if section.level == 1 else BlockKind.SUBHEADING
            self._add(kind, parts=(Part(text),))

    def block(self, block: Block) -> None:
        if isinstance(block, Says):
            self._says(block)
        elif isinstance(block, Missing):
            self._gap(f"待补：{block.about}。平台尚无此类记录，由{block.who}撰写")
        elif isinstance(block, StandsOn):
            self._basis()
        elif isinstance(block, Leading):
            self._leading(block)
        elif isinstance(block, AgainstPublished):
            self._against(block)
        elif isinstance(block, CourseChart | SplitChart):
            self._drawn(block)
        else:
            self._listed(block)

    def _listed(self, block: FigureTable | SplitTable | SpanTable | ClassTable | Records) -> None:
        if isinstance(block, FigureTable):
            self._figure_table(block)
        elif isinstance(block, SplitTable):
            self._split_table(block)
        elif isinstance(block, SpanTable):
            self._span_table(block)
        elif isinstance(block, ClassTable):
            self._class_table(block)
        else:
            self._records(block)

    def _drawn(self, block: CourseChart | SplitChart) -> None:
        if isinstance(block, CourseChart):
            self._course(block)
        else:
            self._split_chart(block)

    def _basis(self) -> None:
        if self.facts.basis is not None:
            self._text(BlockKind.TEXT, (Part(self.facts.basis.text),))

    def _leading(self, block: Leading) -> None:
        """Name those with the most; nothing where fewer than two have any, for nobody then leads."""
        if block.by is None:
            found = list(self.facts.classes.get(block.key, ()))
        else:
            found = [pair.now for pair in self.facts.splits.get(block.by, {}).get(block.key, ())]
        named = [one for one in found if one.value and one.group_label and not _is_unplaced(one, block.by)]
        first = sorted(named, key=lambda one: (-(one.value or 0), one.group_label))[: block.most]
        if len(first) < 2:
            return
        parts = [Part(block.text)]
        for place, one in enumerate(first):
            sign = "" if place == 0 else "、"
            parts += [Part(f"{sign}{one.group_label}"), self._part(one)]
        self._text(BlockKind.TEXT, [*parts, Part("。")])

    def _led(self) -> str:
        """Return how the first paragraph of a section of the third level begins; nothing for the others."""
        if not self.lead:
            return ""
        self.thirds += 1
        title, self.lead = self.lead, ""
        if self.third is Third.DASH:
            return f"——{title}。"
        if self.third is Third.NUMBER:
            return f"{self.thirds}.{title}。"
        return f"{chinese_number(self.thirds)}是{title}。"

    def _add(self, kind: BlockKind, **told: object) -> None:
        self.blocks.append(WrittenBlock(key=f"b{len(self.blocks) + 1}", kind=kind, **told))  # type: ignore[arg-type]  # fields by name

    def _text(self, kind: BlockKind, parts: Sequence[Part]) -> None:
        """Write a paragraph; the first one of a third level begins with what that is about."""
        led = self._led()
        head = (Part(led),) if led else ()
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
                    narrowed=known.narrowed, is_whole=known.is_whole, as_of=known.as_of,
                    is_opened=known.is_opened,
                )
            )  # fmt: skip
        return self.marks[place]

    def _named(self, caption: str) -> str:
        facts = self.facts
        return caption.format(period=facts.period_name, area=facts.area_name, before=facts.before_name)

    def _caption(self, word: str, number: int, text: str) -> str:
        return f"{word}{number}　{self._named(text)}"

    def _table(self, caption: str, headings: Sequence[str], rows: Sequence[Sequence[Part]]) -> None:
        """Write a table; a third level that has none but it says that it follows."""
        self.tables += 1
        if self.lead:
            self._text(BlockKind.TEXT, (Part(f"有关情况见表{self.tables}。"),))
        self._add(
            BlockKind.TABLE, caption=self._caption("表", self.tables, caption), headings=tuple(headings),
            rows=tuple(map(tuple, rows)),
        )  # fmt: skip

    def _chart(self, caption: str, plot: Plot, shown: Sequence[Known]) -> None:
        """Keep what a chart shows; where its values stand is said when it is laid out."""
        number = len(self.plots) + 1
        self.plots[number] = plot
        marks = tuple(dict.fromkeys(self._mark(one) for one in shown if one.value is not None))
        told = self._caption("图", number, caption)
        self._add(BlockKind.CHART, caption=told, chart=number, alt=plot_words(plot), shows=marks)

    def _figure_table(self, block: FigureTable) -> None:
        """Write a table of figures; beside what they were before where one of them can be compared."""
        found = [self.facts.figures[key] for key in block.keys if key in self.facts.figures]
        is_compared = any(pair.difference is not None for pair in found)
        rows = [self._figure_row(pair, is_compared=is_compared) for pair in found if _is_told(pair)]
        lacking = [pair for pair in found if not _is_told(pair)]
        if rows:
            more = (self.facts.before_name, "增减") if is_compared else ()
            self._table(block.caption, ("指标", "单位", self.facts.period_name, *more), rows)
        if lacking:
            self._unknown([(pair.now.indicator.zh, pair.now.why) for pair in lacking])

    def _figure_row(self, pair: Pair, *, is_compared: bool) -> tuple[Part, ...]:
        one = pair.now.indicator
        row = (Part(one.title("zh")), Part(one.unit.zh), self._cell(pair.now))
        if not is_compared:
            return row
        before = Part("—") if pair.difference is None else self._cell(pair.before)
        return (*row, before, Part(difference_said(pair)))

    def _split_table(self, block: SplitTable) -> None:
        by_key = self.facts.splits.get(block.by, {})
        first = _largest(by_key.get(block.keys[0], ()), block.most)
        if not first:
            self._gap(f"{self._named(block.caption)}：本期无数据")
            return
        names = [by_key[key][0].now.indicator for key in block.keys if by_key.get(key)]
        others = {one.key: {pair.now.group: pair for pair in by_key[one.key]} for one in names}
        compared = block.compared if any(pair.difference is not None for pair in first) else ""
        rows = [
            (
                Part(str(nth)), Part(lead.now.group_label or "（未归属）"),
                *(
                    part
                    for key, pairs in others.items()
                    for part in self._split_cells(pairs.get(lead.now.group), is_compared=key == compared)
                ),
            )
            for nth, lead in enumerate(first, start=1)
        ]  # fmt: skip
        heads = [
            head
            for one in names
            for head in (
                f"{one.zh}（{one.unit.zh}）",
                *((self.facts.before_name, "增减") if one.key == compared else ()),
            )
        ]
        self._table(block.caption, ("序号", _SPLIT_HEADS[block.by.value], *heads), rows)

    def _split_cells(self, pair: Pair | None, *, is_compared: bool) -> tuple[Part, ...]:
        now = self._cell(pair.now if pair else None)
        if not is_compared:
            return (now,)
        if pair is None or pair.difference is None:
            return (now, Part("—"), Part("—"))
        return (now, self._cell(pair.before), Part(difference_said(pair)))

    def _span_table(self, block: SpanTable) -> None:
        """Write the parts of a year, or years, each with its figures; those nothing is known of have none."""
        by_key = self.facts.spans.get(block.over, {})
        names = [by_key[key][0].now.indicator for key in block.keys if by_key.get(key)]
        places = [
            place
            for place in range(len(by_key[names[0].key]) if names else 0)
            if any(by_key[one.key][place].now.value is not None for one in names)
        ]
        if block.over is Span.YEARS and len(places) < 2:
            self._gap(f"{self._named(block.caption)}：平台没有往年的记录，由办公室补充往年数据")
            return
        if not places:
            self._gap(f"{self._named(block.caption)}：本期无数据")
            return
        compared = {
            one.key
            for one in names
            if one.key in block.compared and any(pair.difference is not None for pair in by_key[one.key])
        }
        year = "" if block.over is Span.YEARS else f"{self.facts.period.last.year}年"
        rows = [
            (
                Part(by_key[names[0].key][place].now.period_name.removeprefix(year)),
                *(
                    part
                    for one in names
                    for part in self._span_cells(by_key[one.key][place], is_compared=one.key in compared)
                ),
            )
            for place in places
        ]  # fmt: skip
        heads = [
            head
            for one in names
            for head in (f"{one.zh}（{one.unit.zh}）", *(("上年同期",) if one.key in compared else ()))
        ]
        self._table(block.caption, (_SPAN_HEADS[block.over], *heads), rows)

    def _span_cells(self, pair: Pair, *, is_compared: bool) -> tuple[Part, ...]:
        now = self._cell(pair.now)
        if not is_compared:
            return (now,)
        return (now, Part("—") if pair.difference is None else self._cell(pair.before))

    def _class_table(self, block: ClassTable) -> None:
        classes = self.facts.classes
        names = [classes[key][0].indicator for key in block.keys if classes.get(key)]
        if not names:
            self._gap(f"{self._named(block.caption)}：本期无数据")
            return
        found = {one.key: {known.group: known for known in classes[one.key]} for one in names}
        first = sorted(classes[names[0].key], key=lambda one: (-(one.value or 0), one.group))
        rows = [
            (Part(lead.group_label), *(self._cell(found[one.key].get(lead.group)) for one in names))
            for lead in first
        ]
        heads = (f"{one.zh}（{one.unit.zh}）" for one in names)
        self._table(block.caption, ("大类", *heads), rows)

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
            self._gap("与上年公布数的核对：平台没有上年已签发的总结，由办公室核对")
            return
        rows = list(self._differing(block.keys))
        head = f"上年数以《{published.name}》公布数（数据截至{published.as_of}）核对"
        if not rows:
            self._text(BlockKind.TEXT, (Part(f"{head}，所列指标与现有记录一致。"),))
            return
        told = f"{head}，{len(rows)}项指标与现有记录不同，系公布之后补录、更正所致，列表说明如下。"
        self._text(BlockKind.TEXT, (Part(told),))
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
            difference = round(before.value, before.places) - round(told, before.places)
            if difference:
                yield (
                    Part(before.indicator.title("zh")), Part(published.printed[key]), self._cell(before),
                    Part(f"{difference:+.{before.places}f}"), Part("公布后补录、更正"),
                )  # fmt: skip


_SPLIT_HEADS = {
    "split_district": "区县", "split_street": "街道（镇）", "split_community": "社区（村）",
    "split_unit": "处置单位", "split_matter": "事项", "split_channel": "来源",
}  # fmt: skip
_SPAN_HEADS = {Span.MONTHS: "月份", Span.QUARTERS: "季度", Span.YEARS: "年度"}


def _joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return parts with unmarked neighbours made one."""
    found: list[Part] = []
    for part in parts:
        if found and not part.mark and not found[-1].mark:
            found[-1] = Part(found[-1].text + part.text)
        else:
            found.append(part)
    return tuple(found)


def _is_unplaced(one: Known, by: SplitBy | None) -> bool:
    """Return whether a group of a split by street lies in none."""
    return by is SplitBy.STREET and len(one.group) < _STREET_DIGITS


def _is_told(pair: Pair) -> bool:
    """Return whether a figure has a row: it has a value, or had one that it may be held against."""
    return pair.now.value is not None or (
        pair.is_comparable and pair.before is not None and pair.before.value is not None
    )


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
