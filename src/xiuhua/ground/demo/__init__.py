"""The demo district: two districts of an invented city, drawn from a seed.

Nothing here is a real place, firm or person. `write_demo` writes the files that the imports read; `demo_load`
imports them as the accounts of the demo would, and publishes what people publish.
"""

from xiuhua.ground.demo.files import DemoFile, write_demo
from xiuhua.ground.demo.load import LoadBroken, demo_load

__all__ = ["DemoFile", "LoadBroken", "demo_load", "write_demo"]
