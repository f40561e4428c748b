"""The annual report of a district with a million cases: counted, written, drawn, and put into a Word file."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import docx

from bench.counting import build as counting_build
from bench.figures import Figure, at_least, at_most
from xiuhua.access.services import scope_opened
from xiuhua.briefings.queries.facts import facts_read
from xiuhua.briefings.rules.composing import composed
from xiuhua.briefings.rules.declaring import FigureTable, Section, Template
from xiuhua.briefings.rules.templates import TEMPLATES
from xiuhua.briefings.services.drafting import draft_document
from xiuhua.config.env import Environment
from xiuhua.papers.services import word_file
from xiuhua.scenekit.indicators import indicators
from xiuhua.shared.clock import now

AREA, TEMPLATE = "990101", "annual_functions"
SECONDS, FIGURES = 20.0, 150
RATIO = 1.5  # of the counting alone, which the same scans need whoever asks
ROUNDS = 2  # the first one loads the libraries and the fonts

build = counting_build  # a year of cases in a district, its streets, units and matters


def _template() -> Template:
    """Return the usual annual report with every figure that the product knows in one more table."""
    usual = TEMPLATES[TEMPLATE]
    table = FigureTable("{period}全部指标", tuple(one.key for one in indicators()))
    return replace(usual, sections=(*usual.sections, Section("全部指标", (table,))))


def run(_environment: Environment) -> list[Figure]:
    """Write the report twice, and count the same figures alone in between."""
    at, template = now(), _template()
    year = str(at.year)
    taken_s: list[float] = []
    counted_s: list[float] = []
    written_s: list[float] = []
    marked = 0
    with scope_opened((AREA,)):
        for _ in range(ROUNDS):
            began = time.perf_counter()
            facts = facts_read(template, area=AREA, period=year, as_of=at, at=at)
            counted = time.perf_counter()
            draft = composed(template, facts)
            content = word_file([draft_document(draft, organ="", as_of=at)])
            taken_s.append(time.perf_counter() - began)
            counted_s.append(counted - began)
            written_s.append(time.perf_counter() - counted)
            marked = sum(one.value is not None for one in draft.figures)
            rows = len(docx.Document(io.BytesIO(content)).tables[-1].rows) - 1
            assert rows == len(draft.figures)  # noqa: S101 - a benchmark is a test: the appendix holds them all
    return [
        at_most("report-cold", taken_s[0], "s", limit=SECONDS, baseline=min(counted_s), ratio=RATIO),
        at_most("report-warm", taken_s[-1], "s", limit=SECONDS, baseline=min(counted_s), ratio=RATIO),
        at_most("report-written", max(written_s), "s", limit=SECONDS),
        at_least("report-figures", marked, "figures", limit=FIGURES),
    ]
