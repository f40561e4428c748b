"""Who answers in a post, worked out minute by minute from a diary: imports nothing of ours."""

from __future__ import annotations


def diary(
    holder: str, deputy: str | None, post: range, absences: list[tuple[str, str | None, range]],
    gone: set[str], minutes: int,
) -> list[str | None]:  # fmt: skip
    """Return who answers in each minute of a diary.

    The holder has the post during the minutes `post`; an absence says who is away, whom they named for that
    time, and during which minutes; whoever is `gone` has left for good.
    """
    told: list[str | None] = [None] * minutes
    for minute in post:
        present = (
            {holder} | ({deputy} if deputy else set()) | {named for _who, named, _when in absences if named}
        )
        present -= gone
        present -= {who for who, _named, when in absences if minute in when}
        named_now = [named for who, named, when in absences if who == holder and minute in when]
        wish = [holder, *named_now, deputy]
        told[minute] = next((person for person in wish if person in present), None)
    return told
