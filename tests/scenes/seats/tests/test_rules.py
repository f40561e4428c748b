import pytest

from tests.scenes.seats.rules import broken_share, is_fit


@pytest.mark.parametrize(
    ("slats", "broken", "share", "fit"),
    [
        (8, 0, 0.0, True),
        (8, 1, 0.125, True),  # 1/8
        (8, 2, 0.25, False),  # 2/8 is one in four
        (3, 3, 1.0, False),
    ],
)
def test_one_slat_in_four_is_too_many(*, slats: int, broken: int, share: float, fit: bool) -> None:
    assert broken_share(slats=slats, broken=broken) == share
    assert is_fit(share) is fit


@pytest.mark.parametrize(("slats", "broken"), [(0, 0), (3, 4), (3, -1)])
def test_a_share_that_cannot_be_known_is_refused(slats: int, broken: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        broken_share(slats=slats, broken=broken)
