"""Oversight of the demo district: rectification, small works, reminders, accountability, leave, publicity."""

from xiuhua.oversight.demo.conduct import accountability_told, leaves_told, publicity_told
from xiuhua.oversight.demo.registers import ACCOUNTS, registers_told

__all__ = ["ACCOUNTS", "PARTS"]
PARTS = (registers_told, accountability_told, leaves_told, publicity_told)
