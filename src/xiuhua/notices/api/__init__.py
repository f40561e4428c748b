"""Server-sent events: one small ASGI process beside the pages (`uvicorn xiuhua.notices.api:application`).

    GET /events                       a stream: what was sealed and may be known, by id
    GET /events?after=N&once=1        the same as one JSON answer, for networks that hold streams back

Raw ASGI, because Django's handler costs five times the processor and holds a thread for each open stream.
"""

import django
from django.apps import apps

if not apps.ready:  # uvicorn imports this module by itself
    django.setup()

from xiuhua.notices.api.door import application

__all__ = ["application"]
