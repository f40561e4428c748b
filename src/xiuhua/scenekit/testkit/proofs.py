"""When a test may say that it proves a requirement row.

A row is proven by behaviour that a user would recognise, end to end: by somebody in a named role who came in
through a door, and by what followed from it for somebody else. A figure is proven by the records behind it, a
mechanism by acting at its printed parameters and not one step before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xiuhua.scenekit.testkit.witness import Witness

_ROW = re.compile(r"[SKRP]-\d{2,3}")


def shortfalls(rows: Sequence[str], *, roles_by_row: Mapping[str, str], witness: Witness | None) -> list[str]:
    """Return what a passed test lacks to prove its rows, as sentences; nothing if it proves them.

    Args:
        rows: the rows named by `@pytest.mark.proves`.
        roles_by_row: every row of the register, with the role it is about where that is settled.
        witness: what the test did; None where it never asked for the `witness` fixture or a door.
    """
    if not rows:
        return ["the mark names no row: write proves('S-019')"]
    if witness is None:
        return ["nobody watched: go in through sign_in, live or witness"]
    found = list(_of_every_row(witness))
    for row in rows:
        if not _ROW.fullmatch(row) or row not in roles_by_row:
            found.append(f"{row} is no row of docs/register.csv")
        else:
            found += _of_kind(row, role=roles_by_row[row], witness=witness)
    return found


def _of_every_row(witness: Witness) -> Iterator[str]:
    if not witness.doors:
        yield "no door was used: HTTP, a socket or the command line must have let somebody in"
    if not witness.roles:
        yield "nobody was signed in with a named role"


def _of_kind(row: str, *, role: str, witness: Witness) -> Iterator[str]:
    match row[0]:
        case "K":
            yield from _of_figure(row, witness)
        case "R":
            yield from _of_mechanism(row, witness)
        case _:
            yield from _of_behaviour(row, role=role, witness=witness)


def _of_behaviour(row: str, *, role: str, witness: Witness) -> Iterator[str]:
    if not witness.somebody_else_saw:
        yield f"{row}: nobody else saw a consequence: a second person must come in after the act"
    if row[0] == "P" and role and role not in witness.roles:
        yield f"{row} is about the role {role!r}, which never came in"


def _of_figure(row: str, witness: Witness) -> Iterator[str]:
    figures = [figure for figure in witness.figures if figure.row == row]
    if not figures:
        yield f"{row}: no figure was noted with its counts and the records it opens to"
    elif not all(figure.opens_to_its_records for figure in figures):
        yield f"{row}: the figure does not open to exactly the records it was counted from"


def _of_mechanism(row: str, witness: Witness) -> Iterator[str]:
    edges = [edge for edge in witness.boundaries if edge.row == row]
    if not edges:
        yield f"{row}: it was not shown at its printed parameters and one step before"
    elif any(edge.just_before or not edge.at for edge in edges):
        yield f"{row}: it must act at its printed parameters and not one step before"
