"""And, or and not of what is true, false or open.

Source:
    S. C. Kleene, Introduction to Metamathematics (1952), § 64, strong tables; open for want of fit readings
    outweighs open for want of readings: own choice, because somebody can repair what is broken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.rules.conditions.kinds import Verdict

_F, _T, _N, _E = (
    int(verdict) for verdict in (Verdict.FALSE, Verdict.TRUE, Verdict.NO_READINGS, Verdict.ERROR)
)

AND = (
    (_F, _F, _F, _F),
    (_F, _T, _N, _E),
    (_F, _N, _N, _E),
    (_F, _E, _E, _E),
)
OR = (
    (_F, _T, _N, _E),
    (_T, _T, _T, _T),
    (_N, _T, _N, _E),
    (_E, _T, _E, _E),
)
NOT = (_T, _F, _N, _E)

AND_MANY: NDArray[np.int8] = np.array(AND, dtype=np.int8)
OR_MANY: NDArray[np.int8] = np.array(OR, dtype=np.int8)
NOT_MANY: NDArray[np.int8] = np.array(NOT, dtype=np.int8)
