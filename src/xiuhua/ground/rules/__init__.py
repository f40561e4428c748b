"""Decisions about the ground that need no table."""

from xiuhua.ground.rules.areas import area_ancestry
from xiuhua.ground.rules.names import NAME_LENGTH, name_fault, name_tidied

__all__ = ["NAME_LENGTH", "area_ancestry", "name_fault", "name_tidied"]
