"""Files of devices, of who has them, and of fences."""

from xiuhua.sensing.imports.devices import DEVICES
from xiuhua.sensing.imports.fences import FENCES
from xiuhua.sensing.imports.kit import KIT

__all__ = ["DEVICES", "FENCES", "KIT"]
