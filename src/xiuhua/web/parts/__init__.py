"""View models: what every shared component and page is told, and all it is told.

Pages fill these, templates under `templates/web` print them, `/styleguide` shows each in every state.
Every `str` that a person reads is already in the reader's language; instants and numbers stay raw,
because rounding and date words belong to the templates. An empty string or None means "leave it out",
never "print nothing here".
"""

from xiuhua.web.parts.acts import Action, ActionKind, State, StateKind
from xiuhua.web.parts.forms import Field, FieldGroup, FieldKind, FormView
from xiuhua.web.parts.frame import Bell, Crumb, Language, MenuItem, Person, Shell, Theme, Toast
from xiuhua.web.parts.fronts import FrontView, StateCount, Trend, TrendPoint, Worst, WorstList
from xiuhua.web.parts.lists import (
    Bulk,
    Cell,
    CellKind,
    Chip,
    Column,
    Density,
    Export,
    FilterField,
    FilterKind,
    ListView,
    Option,
    Pager,
    Row,
    SavedView,
    SortState,
)
from xiuhua.web.parts.maps import MapLayer, MapView
from xiuhua.web.parts.marks import Alarm, Clock, ClockState, Colour, Count, Figure, Stage, StageState, Tag
from xiuhua.web.parts.objects import Change, Fact, ObjectView, Related, Section, Story, StoryEntry
from xiuhua.web.parts.previews import PreviewCell, PreviewRow, PreviewView
from xiuhua.web.parts.prints import PrintTab, PrintView

__all__ = [
    "Action",
    "ActionKind",
    "Alarm",
    "Bell",
    "Bulk",
    "Cell",
    "CellKind",
    "Change",
    "Chip",
    "Clock",
    "ClockState",
    "Colour",
    "Column",
    "Count",
    "Crumb",
    "Density",
    "Export",
    "Fact",
    "Field",
    "FieldGroup",
    "FieldKind",
    "Figure",
    "FilterField",
    "FilterKind",
    "FormView",
    "FrontView",
    "Language",
    "ListView",
    "MapLayer",
    "MapView",
    "MenuItem",
    "ObjectView",
    "Option",
    "Pager",
    "Person",
    "PreviewCell",
    "PreviewRow",
    "PreviewView",
    "PrintTab",
    "PrintView",
    "Related",
    "Row",
    "SavedView",
    "Section",
    "Shell",
    "SortState",
    "Stage",
    "StageState",
    "State",
    "StateCount",
    "StateKind",
    "Story",
    "StoryEntry",
    "Tag",
    "Theme",
    "Toast",
    "Trend",
    "TrendPoint",
    "Worst",
    "WorstList",
]
