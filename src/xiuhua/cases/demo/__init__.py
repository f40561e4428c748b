"""The demo district's cases: a year of them, drawn and imported; and what its people did lately."""

from xiuhua.cases.demo.load import demo_cases_load
from xiuhua.cases.demo.parts import demo_people_load

__all__ = ["demo_cases_load", "demo_people_load"]
