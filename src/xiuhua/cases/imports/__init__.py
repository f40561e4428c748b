"""The kinds of file that the loop takes."""

from xiuhua.cases.imports.histories import CASES

__all__ = ["CASES"]
