"""The checksum: the fast form against the loop of the annex, and the variants met in the field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.hj212.crc import CrcVariant, crc_hj212, crc_of, variants_agreeing
from xiuhua.sensing.codecs.hj212.tests.kit import crc_of_annex_a
from xiuhua.sensing.codecs.modbus import crc16_modbus

SEGMENT = (
    b"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&"
)


def test_the_example_of_annex_a_comes_out() -> None:
    assert crc_hj212(SEGMENT) == 0x1C80


def test_the_usual_check_string_comes_out() -> None:
    assert crc_hj212(b"123456789") == 0x2F80
    assert crc16_modbus(b"123456789") == 0x4B37


@pytest.mark.parametrize("length", [*range(40), 63, 64, 65, 127, 128, 129, 1023, 1024, 1025, 9999])
def test_every_length_folds_to_what_the_loop_gives(length: int) -> None:
    segment = bytes((37 * place + length) % 256 for place in range(length))
    assert crc_hj212(segment) == crc_of_annex_a(segment)


@given(st.binary(max_size=600))
def test_the_folding_is_the_loop(segment: bytes) -> None:
    assert crc_hj212(segment) == crc_of_annex_a(segment)


@given(st.binary(min_size=9, max_size=60), st.integers(0, 255))
def test_equal_changes_eight_places_apart_cancel(segment: bytes, change: int) -> None:
    changed = bytearray(segment)
    changed[0] ^= change
    changed[8] ^= change
    assert crc_hj212(bytes(changed)) == crc_hj212(segment)


def test_modbus_is_known_in_both_orders() -> None:
    assert crc_of(SEGMENT, CrcVariant.MODBUS_HL) == 0x0759
    assert crc_of(SEGMENT, CrcVariant.MODBUS_LH) == 0x5907
    assert variants_agreeing(SEGMENT, 0x5907) == (CrcVariant.MODBUS_LH,)
