"""To whom a case should go, and what becomes of one that nobody owns.

Source:
    the duty table as `ground.rules.duties` orders it; 先处置后确权 for what nobody owns: a dangerous matter
    goes at once to the area's 兜底 unit with its cost recorded, another one to whoever was given it first
    (首接负责) or to a unit the dispatcher names, and both onto the agenda of 确权会商 (R-08).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.ground.rules.duties import Answer
from xiuhua.ground.terms.duties import DutyGround


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Whom to send a case to.

    Args:
        unit_id: None where a person must name somebody.
        person_id: who answers in the unit, where the duty names one.
        ground: of the duty, or `ground_first_receiver`, `ground_fallback`, `ground_nobody`.
        ownerless: whether the case must go onto the agenda of 确权会商.
        records_cost: whether what it costs must be kept for recovery.
        answers: everybody who answers, in order: the reasons.
    """

    unit_id: int | None
    unit: str = ""
    person_id: int | None = None
    person: str = ""
    duty_id: int | None = None
    ground: str
    ownerless: bool = False
    records_cost: bool = False
    answers: tuple[Answer, ...] = ()


def suggested(
    answers: Sequence[Answer], *, dangerous: bool, first_receiver: tuple[int, str] | None
) -> Suggestion:
    """Return whom a case should go to.

    Args:
        answers: of the duty table, in order.
        dangerous: whether it cannot wait.
        first_receiver: the unit that was given this case first, where one was.

    Source:
        as the module says.
    """
    told = tuple(answers)
    usable = [one for one in told if one.unit_id is not None and not one.unit_retired]
    owners = [one for one in usable if one.ground != DutyGround.FALLBACK]
    if owners:
        best = owners[0]
        return Suggestion(
            unit_id=best.unit_id, unit=best.unit, person_id=best.person_id, person=best.person,
            duty_id=best.duty_id, ground=best.ground, answers=told,
        )  # fmt: skip
    last_resort = usable[0] if usable else None
    if dangerous and last_resort is not None:
        return Suggestion(
            unit_id=last_resort.unit_id, unit=last_resort.unit, duty_id=last_resort.duty_id,
            ground="ground_fallback", ownerless=True, records_cost=True, answers=told,
        )  # fmt: skip
    if first_receiver is not None:
        return Suggestion(
            unit_id=first_receiver[0], unit=first_receiver[1], ground="ground_first_receiver",
            ownerless=True, answers=told,
        )  # fmt: skip
    return Suggestion(unit_id=None, ground="ground_nobody", ownerless=True, answers=told)


def answers_kept(answers: Sequence[Answer]) -> list[dict[str, object]]:
    """Return answers as an assignment keeps them: ids and codes, so that the reasons can be said again.

    Source:
        own choice, because names change and are said by the register they came from.
    """
    return [
        {
            "rank": one.rank,
            "ground": one.ground,
            "reason": one.reason,
            "unit": one.unit_id,
            "duty": one.duty_id,
            "level": one.level,
            "lapse": one.lapse,
            **{f"said_{key}": value for key, value in one.arguments.items()},
        }
        for one in answers
    ]
