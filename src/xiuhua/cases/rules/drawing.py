"""The loop drawn as text: the table that the platform runs by, for docs/loop.md.

Source:
    own choice, because a drawing made from the table cannot be out of date.
"""

from __future__ import annotations

from collections.abc import Iterator

from xiuhua.cases.rules.loop import STEPS, TAKEN_BACK, Step
from xiuhua.cases.terms.states import OVER, CaseState, Stage

_HEAD = """# The loop

Written by `./xiuhua manage loop_draw` from `xiuhua/cases/rules/loop.py`; a test compares it. What is not in
this table cannot be done to a case.

## From state to state

```mermaid
stateDiagram-v2
    direction LR
    [*] --> case_reported: 上报
    [*] --> case_closed: 自行处置
"""
_MANY = 6  # steps from this many states on are drawn as a note, or nothing could be read


def loop_drawn() -> str:
    """Return docs/loop.md.

    Source:
        as the module says.
    """
    return "\n".join((_HEAD.rstrip("\n"), *_arrows(), "```", "", *_anywhere(), *_table(), ""))


def _arrows() -> Iterator[str]:
    for state in CaseState:
        yield f'    state "{state.zh} {state.en}" as {state.value}'
    for step in STEPS:
        if step.to is None or len(step.sources) >= _MANY:
            continue
        for source in step.sources:
            yield f"    {source.value} --> {step.to.value}: {step.act.zh}"
    for state in CaseState:
        if state in OVER:
            yield f"    {state.value} --> [*]"


def _anywhere() -> Iterator[str]:
    yield "From most states, and so left out of the drawing:"
    yield ""
    for step in STEPS:
        if step.to is not None and len(step.sources) >= _MANY:
            yield f"- {step.act.zh} ({step.act.en}) leads to {step.to.zh}."
    taken = "、".join(act.zh for act in sorted(TAKEN_BACK))
    yield f"- 撤回 leads back to where the act was done: {taken}, until the next person signs."
    yield ""


def _table() -> Iterator[str]:
    yield "## Whose act it is, what it needs, what it does to clocks"
    yield ""
    yield "| Act | Post | In state | Leads to | Needs | Clocks |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for step in STEPS:
        yield _row(step)


def _row(step: Step) -> str:
    stays = "stays" if step.act.value not in {"case.unmerge", "case.take_back"} else "where it was"
    cells = (
        f"{step.act.zh} {step.act.en}",
        "、".join(desk.zh for desk in step.desks),
        "、".join(state.zh for state in step.sources)
        if len(step.sources) < _MANY
        else f"{len(step.sources)} states",
        step.to.zh if step.to else stays,
        "、".join(_needs(step)) or "—",
        "; ".join(_clocks(step)) or "—",
    )
    return f"| {' | '.join(cells)} |"


def _needs(step: Step) -> Iterator[str]:
    yield from (need.value for need in step.needs)
    if step.looked_at:
        yield "核实 first, from the channels that the settings name"


def _clocks(step: Step) -> Iterator[str]:
    told = (
        ("stops", step.stops), ("holds", step.holds), ("does not count", step.cancels),
        ("resumes", step.resumes), ("starts", step.starts),
    )  # fmt: skip
    for word, stages in told:
        if stages:
            named = "all" if stages == tuple(Stage) else "、".join(stage.zh for stage in stages)
            yield f"{word} {named}"
