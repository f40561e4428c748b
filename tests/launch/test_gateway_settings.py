"""Settings of the gateway: read as they are meant, or refused with how they are written."""

from __future__ import annotations

import pytest

from xiuhua.config.env import megabytes_read, realm_read


def test_how_much_is_kept_while_the_database_is_away_is_a_number_of_mib() -> None:
    assert megabytes_read("256") == 256 * 1024 * 1024
    for wrong in ("", "0", "-1", "1.5", "70000"):
        with pytest.raises(ValueError, match="XIUHUA_SPILL_MB"):
            megabytes_read(wrong)


def test_a_realm_is_what_a_challenge_can_name() -> None:
    assert (realm_read(""), realm_read("video.example.gov.cn")) == ("", "video.example.gov.cn")
    for wrong in ('a"b', "视频", "a b", "x" * 65):
        with pytest.raises(ValueError, match="XIUHUA_GB28181_REALM"):
            realm_read(wrong)
