"""The checksum of HJ 212, and the wrong ones that devices send instead.

The standard drops the low byte of the register at every step, so the state between two bytes is one byte h
and the step is h' = M(h ^ b), where M (the high byte of eight CRC rounds) is linear over GF(2). M has order
eight: applied eight times it gives back its argument. So bytes whose places differ by a multiple of eight
count alike; a segment may be folded into eight bytes by exclusive or before the rounds begin, which costs a
few operations on long integers instead of a step for every byte. It also means that only 256 checksums
exist, and that two equal changes eight places apart cancel: length and syntax must be checked as well.

Source:
    HJ 212-2017, annex A. The order of M and the folding are our own working, proven by the tests against the
    loop of the annex.
"""

from __future__ import annotations

from enum import StrEnum

from xiuhua.sensing.codecs.modbus import ROUNDS, crc16_modbus

_STEP = bytes(register >> 8 for register in ROUNDS)  # M
_ORDER = 8  # M applied eight times is the identity
_FOLD_BITS = 8 * _ORDER
# By the number of doublings from eight bytes to at least the segment: the shifts that fold it, widest first.
_SHIFTS = tuple(tuple(_FOLD_BITS << step for step in reversed(range(steps))) for steps in range(24))
_FOLD_MASK = (1 << _FOLD_BITS) - 1
# The register starts as 0xFFFF; its high byte stands before the first byte of the segment.
_START = tuple(0xFF << (8 * place) for place in range(_ORDER))


class CrcVariant(StrEnum):
    """How a device makes its checksum; a setting of the device, because frames do not tell.

    HJ212 is the standard's. MODBUS_HL and MODBUS_LH are CRC-16/MODBUS, high or low byte first, which several
    published parsers take for it. IGNORE accepts any, with a remark.
    """

    HJ212 = "hj212"
    MODBUS_HL = "modbus_hl"
    MODBUS_LH = "modbus_lh"
    IGNORE = "ignore"


def crc_hj212(segment: bytes) -> int:
    """Return the standard's 16-bit checksum of a data segment.

    Source:
        HJ 212-2017, annex A: crc = (crc >> 8) ^ byte, then eight shifts with 0xA001, from 0xFFFF.
    """
    length = len(segment)
    if not length:
        return 0xFFFF
    folded = int.from_bytes(segment)
    for shift in _SHIFTS[((length - 1) >> 3).bit_length()]:
        folded ^= folded >> shift
    folded = (folded & _FOLD_MASK) ^ _START[(length - 1) % _ORDER]
    step = _STEP
    a, b, c, d, e, f, g, h = folded.to_bytes(_ORDER)
    return ROUNDS[h ^ step[g ^ step[f ^ step[e ^ step[d ^ step[c ^ step[b ^ step[a]]]]]]]]


def crc_of(segment: bytes, variant: CrcVariant) -> int:
    """Return the checksum that a device of some variant sends, as the number its four digits spell."""
    if variant in {CrcVariant.HJ212, CrcVariant.IGNORE}:
        return crc_hj212(segment)
    plain = crc16_modbus(segment)
    return plain if variant is CrcVariant.MODBUS_HL else (plain & 0xFF) << 8 | plain >> 8


def variants_agreeing(segment: bytes, checksum: int) -> tuple[CrcVariant, ...]:
    """Return the variants under which a checksum would have been right."""
    candidates = (CrcVariant.HJ212, CrcVariant.MODBUS_HL, CrcVariant.MODBUS_LH)
    return tuple(variant for variant in candidates if crc_of(segment, variant) == checksum)
