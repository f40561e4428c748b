"""The rules that source text is held to. A new one brings the mistake it was written for."""

from tests.architecture.house import Rule
from tests.architecture.rules import conduct, places, purity, tables

RULES: tuple[Rule, ...] = (*places.RULES, *tables.RULES, *purity.RULES, *conduct.RULES)
