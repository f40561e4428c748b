"""Component codes and life states.

Source:
    GB/T 47678.5-2026: a component's code is 17 digits, 6 for the district, 2 + 3 for the class, 6 in
    sequence;
    GB/T 30428.2-2013: 16 digits, of which 2 + 2 for the class.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from xiuhua.ground.terms.components import ComponentState

CODE_LENGTH, CODE_2013_LENGTH = 17, 16
GRID_CODE_LENGTH = 15
_DISTRICT, _SEQUENCE = 6, 6
LAST_SEQUENCE = 10**_SEQUENCE - 1


@dataclass(frozen=True, kw_only=True)
class ComponentCode:
    """A component's code, taken apart: `class_code` has 5 digits after 2026 and 4 before."""

    district: str
    class_code: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.district}{self.class_code}{self.sequence:0{_SEQUENCE}d}"


def component_code_read(code: str) -> ComponentCode | None:
    """Return the parts of a code of either standard, or None where it is none."""
    if len(code) not in {CODE_LENGTH, CODE_2013_LENGTH} or not (code.isascii() and code.isdigit()):
        return None
    return ComponentCode(
        district=code[:_DISTRICT],
        class_code=code[_DISTRICT:-_SEQUENCE],
        sequence=int(code[-_SEQUENCE:]),
    )


def component_code_fault(
    code: str, *, classes: Collection[str], district: str = "", class_code: str = ""
) -> str | None:
    """Return the code of what is wrong with a component's code of 2026, or None.

    Codes: `component_code_form` (no 17 digits), `component_class_unknown` (not among `classes`),
    `component_district` (not in `district`), `component_class_other` (not of `class_code`).
    """
    read = component_code_read(code)
    if read is None or len(code) != CODE_LENGTH:
        return "component_code_form"
    if read.class_code not in classes:
        return "component_class_unknown"
    if district and read.district != district:
        return "component_district"
    return "component_class_other" if class_code and read.class_code != class_code else None


def component_code_renewed(code_2013: str, *, class_code: str) -> str:
    """Return the 17 digits of a component known by 16, once its class of 2026 is known.

    District and sequence stay, so that both codes are recognised by eye.

    Raises:
        ValueError: it is no code of 2013, or the class no class of 2026.

    Source:
        own choice, because the standard renumbers classes and says nothing about existing sequences.
    """
    read = component_code_read(code_2013)
    if read is None or len(code_2013) != CODE_2013_LENGTH or len(class_code) != CODE_LENGTH - 2 * 6:
        raise ValueError(f"{code_2013!r} and {class_code!r} make no code")
    return str(ComponentCode(district=read.district, class_code=class_code, sequence=read.sequence))


def grid_code_fault(grid_code: str, *, district: str) -> str | None:
    """Return the code of what is wrong with the code of the unit grid a component lies in, or None.

    Codes: `grid_code_form` (no 15 digits), `grid_code_district` (in another district than the component).
    """
    if len(grid_code) != GRID_CODE_LENGTH or not (grid_code.isascii() and grid_code.isdigit()):
        return "grid_code_form"
    return None if grid_code.startswith(district) else "grid_code_district"


_FOLLOWING = {
    ComponentState.INTACT: ("BROKEN", "LOST", "ABANDONED", "REMOVED"),
    ComponentState.BROKEN: ("INTACT", "LOST", "ABANDONED", "REMOVED"),
    ComponentState.LOST: ("INTACT", "REMOVED"),  # replaced in its place, or given up
    ComponentState.ABANDONED: ("INTACT", "REMOVED"),
    ComponentState.REMOVED: (),  # what stands there afterwards is another component with another code
}


def states_following(state: ComponentState) -> tuple[ComponentState, ...]:
    """Return the states that may follow one, likeliest first.

    Source:
        the five states are those of GB/T 47678.5-2026; which may follow which is our own choice, because the
        standard is silent and only a removed component never comes back.
    """
    return tuple(ComponentState[name] for name in _FOLLOWING[state])
