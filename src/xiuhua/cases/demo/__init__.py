"""The demo district's cases: a year of them, drawn from a seed, entering by the import; and its papers."""

from xiuhua.cases.demo.load import demo_cases_load
from xiuhua.cases.demo.papers import demo_papers_load

__all__ = ["demo_cases_load", "demo_papers_load"]
