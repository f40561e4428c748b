"""Oversight of the demo district: rectification, registers, accountability, leave, contracts, publicity."""

from xiuhua.oversight.demo.conduct import accountability_told, leaves_told, publicity_told
from xiuhua.oversight.demo.contracts import contracts_told
from xiuhua.oversight.demo.registers import ACCOUNTS, registers_told

__all__ = ["ACCOUNTS", "PARTS"]
PARTS = (registers_told, accountability_told, leaves_told, publicity_told, contracts_told)
