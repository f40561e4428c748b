"""Oversight of the demo district: a rectification list, small works and reminders."""

from xiuhua.oversight.demo.registers import ACCOUNTS, registers_told

__all__ = ["ACCOUNTS", "PARTS"]
PARTS = (registers_told,)
