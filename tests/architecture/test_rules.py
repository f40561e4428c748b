"""The tree keeps the rules, and every rule finds the mistake it was written for."""

from __future__ import annotations

import pytest

from tests.architecture.house import Module, Rule, Sample, allowances, modules
from tests.architecture.rules import RULES

_BY_KEY = pytest.mark.parametrize("rule", RULES, ids=[rule.key for rule in RULES])
_MISTAKES = [
    pytest.param(rule, sample, id=f"{rule.key}-{n}")
    for rule in RULES
    for n, sample in enumerate(rule.mistakes)
]
_INNOCENT = [
    pytest.param(rule, sample, id=f"{rule.key}-{n}")
    for rule in RULES
    for n, sample in enumerate(rule.innocent)
]


@_BY_KEY
@pytest.mark.slow("reads every module of the tree")
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    excused = {allowance.module for allowance in allowances() if allowance.rule == rule.key}
    found = [str(one) for module in modules() if module.name not in excused for one in rule.findings(module)]
    assert not found, "\n".join([rule.sentence, rule.reason, *found])


@pytest.mark.parametrize(("rule", "sample"), _MISTAKES)
def test_a_planted_mistake_is_found(rule: Rule, sample: Sample) -> None:
    assert rule.findings(Module(sample.module, sample.text))


@pytest.mark.parametrize(("rule", "sample"), _INNOCENT)
def test_a_right_line_that_looks_alike_passes(rule: Rule, sample: Sample) -> None:
    assert rule.findings(Module(sample.module, sample.text)) == []


def test_every_exception_is_still_needed() -> None:
    by_key = {rule.key: rule for rule in RULES}
    by_name = {module.name: module for module in modules()}
    stale = [
        allowance
        for allowance in allowances()
        if allowance.module not in by_name or not by_key[allowance.rule].findings(by_name[allowance.module])
    ]
    assert stale == []


def test_every_exception_has_a_reason() -> None:
    assert [allowance for allowance in allowances() if len(allowance.reason) < 20] == []
