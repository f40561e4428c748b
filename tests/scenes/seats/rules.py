"""When a seat is fit to sit on."""

UNFIT_SHARE = 1 / 4


def broken_share(*, slats: int, broken: int) -> float:
    """Return the share of a seat's slats that are broken, 0 to 1.

    Raises:
        ValueError: the seat has no slats, or fewer than are broken, so there is no share.

    Source:
        own choice, because no standard counts slats.
    """
    if not 0 <= broken <= slats or slats == 0:
        raise ValueError(f"{broken} of {slats} slats is no share")
    return broken / slats


def is_fit(share: float) -> bool:
    """Return whether a seat with this share of broken slats can be sat on.

    Source:
        own choice, because a grown person falls through one slat in four.
    """
    return share < UNFIT_SHARE
