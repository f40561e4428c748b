"""Decisions about imported files that need no table."""

from xiuhua.intake.rules.kinds import (
    Applied,
    Change,
    Column,
    ColumnKind,
    Fault,
    Importer,
    ImportKind,
    Known,
    Prepared,
    Record,
    ShapeKind,
    Value,
    import_bounds,
    import_bounds_register,
    import_kind,
    import_kind_register,
    import_kinds,
)
from xiuhua.intake.rules.refusals import RowsHeld

__all__ = [
    "Applied",
    "Change",
    "Column",
    "ColumnKind",
    "Fault",
    "ImportKind",
    "Importer",
    "Known",
    "Prepared",
    "Record",
    "RowsHeld",
    "ShapeKind",
    "Value",
    "import_bounds",
    "import_bounds_register",
    "import_kind",
    "import_kind_register",
    "import_kinds",
]
