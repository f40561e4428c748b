"""The demo district's cases: a year of them, drawn from a seed, entering through the import."""

from xiuhua.cases.demo.load import demo_cases_load

__all__ = ["demo_cases_load"]
