"""Invented content for the style guide: the longest street name, 0, 1 and 9,999,999, and every state.

Samples are no interface text: they carry both languages themselves and never enter the catalogue of
translations.
"""

from xiuhua.web.styleguide.samples.forms import form_view, preview_view, sign_in_view
from xiuhua.web.styleguide.samples.frame import shell
from xiuhua.web.styleguide.samples.lists import list_view
from xiuhua.web.styleguide.samples.marks import (
    acts,
    alarms,
    cells,
    clocks,
    failed,
    figures,
    filtered,
    forbidden,
    notices,
    side_exits,
    stages,
    states,
    tags,
    toasts,
)
from xiuhua.web.styleguide.samples.objects import map_view, object_view, related, story
from xiuhua.web.styleguide.samples.words import CODE, LONG_EN, LONG_ZH, NOW, long_name, words

__all__ = [
    "CODE",
    "LONG_EN",
    "LONG_ZH",
    "NOW",
    "acts",
    "alarms",
    "cells",
    "clocks",
    "failed",
    "figures",
    "filtered",
    "forbidden",
    "form_view",
    "list_view",
    "long_name",
    "map_view",
    "notices",
    "object_view",
    "preview_view",
    "related",
    "shell",
    "side_exits",
    "sign_in_view",
    "stages",
    "states",
    "story",
    "tags",
    "toasts",
    "words",
]
