"""CRC-16/MODBUS, which SL 651 prescribes and some HJ 212 devices use by mistake.

Source:
    SL 651-2014, table 11: polynomial x^16 + x^15 + x^2 + 1; reflected 0xA001, register starts as 0xFFFF, as
    Modbus over Serial Line 1.02, 6.2.2, has it.
"""

from __future__ import annotations

_POLYNOMIAL = 0xA001  # x^16 + x^15 + x^2 + 1 with the lowest power at the top, x^16 left out


def _rounds(octet: int) -> int:
    """Return what eight shifts make of a register that holds one byte."""
    register = octet
    for _ in range(8):
        register = (register >> 1) ^ (_POLYNOMIAL if register & 1 else 0)
    return register


ROUNDS = tuple(_rounds(octet) for octet in range(256))


def crc16_modbus(content: bytes) -> int:
    """Return the 16-bit checksum of some bytes."""
    register = 0xFFFF
    rounds = ROUNDS
    for octet in content:
        register = (register >> 8) ^ rounds[(register ^ octet) & 0xFF]
    return register
