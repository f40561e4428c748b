"""The style guide: every shared component in every state, from the dataclasses that real pages fill."""

from xiuhua.web.styleguide.pages import specimen_page, styleguide_page

__all__ = ["specimen_page", "styleguide_page"]
