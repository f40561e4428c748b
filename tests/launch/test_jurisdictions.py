"""The jurisdictions that the environment names for Open311."""

from __future__ import annotations

import pytest

from xiuhua.config.env import jurisdictions_read


def test_names_stand_for_area_codes() -> None:
    told = " yunhe.gov.cn=990101, linjiang = 990102,"
    assert jurisdictions_read(told) == {"yunhe.gov.cn": "990101", "linjiang": "990102"}
    assert jurisdictions_read("") == {}


@pytest.mark.parametrize("told", ["990101", "a=b", "a=990101,a=990102", "=990101", "云河=990101"])
def test_what_names_no_area_is_refused_at_the_start(told: str) -> None:
    with pytest.raises(ValueError, match="XIUHUA_OPEN311"):
        jurisdictions_read(told)
