"""Settings of `./xiuhua up`: the real product on one machine, reached by plain HTTP on loopback."""

from xiuhua.config.settings.base import *
