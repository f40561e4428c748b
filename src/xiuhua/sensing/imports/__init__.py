"""Files of devices and of fences."""

from xiuhua.sensing.imports.devices import DEVICES
from xiuhua.sensing.imports.fences import FENCES

__all__ = ["DEVICES", "FENCES"]
