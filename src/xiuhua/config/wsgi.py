"""The door for pages and the API."""

import os

from django.core.wsgi import get_wsgi_application

from xiuhua.config.env import ENV

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"xiuhua.config.settings.{ENV.name}")
application = get_wsgi_application()
