"""Settings of the tests: cheap passwords, everything else as in the product."""

from xiuhua.config.settings.base import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LEDGER_HEAD_SECONDS = 0.0
WECHAT = None  # tests connect their own
MAILBOX = None
PUBLIC_ADDRESS = "https://city.example"
