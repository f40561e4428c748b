"""Settings that hold everywhere."""

from glob import glob
from pathlib import Path
from sysconfig import get_path

from xiuhua.config.env import ENV, database_settings
from xiuhua.scenekit.registry import scene_packages

SITE = get_path("purelib")
# The wheels bring newer and matching geometry libraries; their file names change per version.
GDAL_LIBRARY_PATH = glob(f"{SITE}/pyogrio.libs/libgdal-*")[0]  # noqa: PTH207
GEOS_LIBRARY_PATH = glob(f"{SITE}/shapely.libs/libgeos_c-*")[0]  # noqa: PTH207

DEBUG = False
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = ENV.hosts
VAR = ENV.var
FILES_ROOT = VAR / "files"
FRONT_ROOT = ENV.tools / "front"
HEADS_ROOT = VAR / "heads"
LEDGER_SUITE = ENV.ledger_suite
LEDGER_KEYS = VAR / "secrets"
LEDGER_HEAD_SECONDS = 5.0

SCENES = scene_packages(Path(__file__).parents[2] / "scenes")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.gis",
    "procrastinate.contrib.django",
    "xiuhua.web",
    "xiuhua.ledger",
    "xiuhua.access",
    "xiuhua.files",
    "xiuhua.intake",
    "xiuhua.papers",
    "xiuhua.notices",
    "xiuhua.ground",
    "xiuhua.sensing",
    "xiuhua.cases",
    "xiuhua.orders",
    "xiuhua.residents",
    "xiuhua.communities",
    "xiuhua.inspections",
    "xiuhua.permits",
    "xiuhua.evaluation",
    "xiuhua.oversight",
    "xiuhua.briefings",
    *SCENES,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xiuhua.web.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "xiuhua.access.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "xiuhua.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "xiuhua.config.urls"
WSGI_APPLICATION = "xiuhua.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "xiuhua.web.context.shell",
            ],
            "builtins": ["xiuhua.web.templatetags.web"],
        },
    }
]

DATABASES = {"default": database_settings(ENV.database_url or "postgresql://xiuhua_app@localhost/xiuhua")}
DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

SESSION_ENGINE = "xiuhua.access.services.sessions"
SESSION_COOKIE_NAME = "xh_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "xh_csrf"
CSRF_COOKIE_HTTPONLY = False  # islands read it for the header
CSRF_FAILURE_VIEW = "xiuhua.web.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "xh_language"
LOCALE_PATHS = [Path(__file__).parents[2] / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
PATROLS_PER_WEEK = 5  # expected on each segment of 三定一包; own choice: one on every working day
OPEN311_JURISDICTIONS = ENV.open311
PUBLIC_ADDRESS = ENV.public_address
WECHAT = ENV.wechat
MAILBOX = ENV.mailbox
GATEWAY_PORTS = ENV.gateway_ports
GATEWAY_HOST = ENV.gateway_host
GB28181_PLATFORM = ENV.gb28181_platform
GB28181_REALM = ENV.gb28181_realm
MEDIA_SERVER = ENV.media_server
GATEWAY_DATABASE = ENV.database_gateway_url
DEMO_SIZE = ENV.demo_size
GATEWAY_SPILL = VAR / "gateway"
GATEWAY_SPILL_BYTES = ENV.spill_bytes
RETIRED_ROOT = VAR / "retired"
KEEP_DAYS, KEEP_FRAME_DAYS = ENV.keep_days
WEBHOOKS_PRIVATE = ENV.webhooks_private
STATIC_URL = "/static/"

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}

MAP_SOURCE = ENV.map_source
PLAYERS = ENV.players
PLAYER_TEMPLATE = ENV.player_template

DISTRICT_ZH = "云河区运行管理平台"
DISTRICT_EN = "Yunhe District operations"
