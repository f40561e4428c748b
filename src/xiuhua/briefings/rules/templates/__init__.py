"""Every template of a briefing, by its key.

Source:
    see `annual` and `recurring`.
"""

from __future__ import annotations

from xiuhua.briefings.rules.declaring import (
    AgainstPublished,
    ClassTable,
    CourseChart,
    FigureTable,
    Leading,
    Records,
    Says,
    Span,
    SpanTable,
    SplitChart,
    SplitTable,
    Template,
)
from xiuhua.briefings.rules.sentences import figures_named
from xiuhua.briefings.rules.templates.annual import ANNUALS
from xiuhua.briefings.rules.templates.recurring import RECURRING
from xiuhua.briefings.terms import BriefingKind
from xiuhua.evaluation.terms import SplitBy

TEMPLATES = {one.key: one for one in (*RECURRING, *ANNUALS)}


def templates_for(kind: BriefingKind) -> tuple[Template, ...]:
    """Return the templates of a kind, the usual one first."""
    return tuple(one for one in TEMPLATES.values() if one.kind is kind)


def figures_wanted(template: Template) -> tuple[str, ...]:
    """Return the figures that a template prints of the whole area, each once."""
    found: list[str] = []
    for block in template.blocks:
        if isinstance(block, Says):
            found += [*figures_named(block.clauses), *(when.key for when in block.whens)]
        elif isinstance(block, FigureTable | AgainstPublished):
            found += block.keys
    return tuple(dict.fromkeys(found))


def splits_wanted(template: Template) -> dict[SplitBy, tuple[str, ...]]:
    """Return by split the figures that a template prints in parts."""
    found: dict[SplitBy, list[str]] = {}
    for block in template.blocks:
        if isinstance(block, SplitTable):
            found.setdefault(block.by, []).extend(block.keys)
        elif isinstance(block, SplitChart):
            found.setdefault(block.by, []).append(block.key)
        elif isinstance(block, ClassTable):
            found.setdefault(SplitBy.MATTER, []).extend(block.keys)
        elif isinstance(block, Leading):
            found.setdefault(block.by or SplitBy.MATTER, []).append(block.key)
    return {by: tuple(dict.fromkeys(keys)) for by, keys in found.items()}


def spans_wanted(template: Template) -> dict[Span, tuple[str, ...]]:
    """Return by span the figures that a template prints part by part; a chart draws the months."""
    found: dict[Span, list[str]] = {}
    for block in template.blocks:
        if isinstance(block, SpanTable):
            found.setdefault(block.over, []).extend(block.keys)
        elif isinstance(block, CourseChart):
            found.setdefault(Span.MONTHS, []).append(block.key)
    return {over: tuple(dict.fromkeys(keys)) for over, keys in found.items()}


def held_wanted(template: Template) -> frozenset[str]:
    """Return the figures whose months are held against those of a year before."""
    found = [key for one in template.blocks if isinstance(one, SpanTable) for key in one.compared]
    return frozenset((*found, *courses_wanted(template)))


def records_wanted(template: Template) -> tuple[str, ...]:
    """Return the kinds of records that a template lists."""
    return tuple(dict.fromkeys(one.of for one in template.blocks if isinstance(one, Records)))


def classes_wanted(template: Template) -> tuple[str, ...]:
    """Return the figures that a template prints by class of matters."""
    found = [key for one in template.blocks if isinstance(one, ClassTable) for key in one.keys]
    found += [one.key for one in template.blocks if isinstance(one, Leading) and one.by is None]
    return tuple(dict.fromkeys(found))


def courses_wanted(template: Template) -> tuple[str, ...]:
    """Return the figures that a template draws month by month."""
    return tuple(dict.fromkeys(one.key for one in template.blocks if isinstance(one, CourseChart)))
