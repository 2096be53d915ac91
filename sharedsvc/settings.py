"""Settings, read strictly from the environment. Safe by default: DEBUG is off unless asked for."""

import logging
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from sharedsvc.core.logs import set_up_logging

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
# Only a developer's checkout has this file: `make setup` writes it. The environment wins.
environ.Env.read_env(BASE_DIR / ".env")
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "sharedsvc.core",
    "sharedsvc.accounts",
    "programmes",
    "workstreams",
    "decisions",
    "sharedsvc.portal",
    "allauth",
    "allauth.account",
    "simple_history",
    "django_tables2",
    "sharedsvc.portal.admin.config.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "sharedsvc.core.deep_calls.room_for_a_page",
    "sharedsvc.core.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "sharedsvc.core.careful.without_nul",
    "sharedsvc.core.busy.PatientSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "sharedsvc.accounts.middleware.KnownUserMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "sharedsvc.accounts.middleware.keep_private",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sharedsvc.core.reading_day.one_day_for_a_page",
    "sharedsvc.core.sending.SentOnceMiddleware",  # the last: it calls the view
]

if not DEBUG:  # in development runserver serves the files as they are
    MIDDLEWARE.insert(3, "whitenoise.middleware.WhiteNoiseMiddleware")

ROOT_URLCONF = "sharedsvc.urls"
WSGI_APPLICATION = "sharedsvc.wsgi.application"
TEMPLATES = [
    {
        "NAME": "django",  # as it would be called without ours
        "BACKEND": "sharedsvc.core.page_templates.PageTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "sharedsvc.core.templatetags.breadcrumbs",
                "sharedsvc.core.templatetags.sent_once",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# How long a page waits for somebody else who is writing. What may wait longer says so itself.
PAGE_PATIENCE = 5  # seconds
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": PAGE_PATIENCE,
        "transaction_mode": "IMMEDIATE",
        # FULL: what people were told is saved is on the disk. With NORMAL a power failure takes the
        # last changes, for a tenth of a millisecond saved each.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("OPTIONS", {})
    # JIT compiles a statement of 76 ms for 13 s: ours have many parts and read few rows. What we
    # have planned once (core.planned) is found by keys: its plan is never made for its values.
    DATABASES["default"]["OPTIONS"].setdefault(
        "options",
        f"-c lock_timeout={PAGE_PATIENCE}s -c jit=off -c plan_cache_mode=force_generic_plan",
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "sharedsvc.accounts.backends.PasswordBackend",
    "rules.permissions.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_ENGINE = "sharedsvc.core.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "sharedsvc.accounts.adapter.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEBUG else "https"
# Forms that come to the same however often they are sent: they need no token of their own.
# So does comparing rankings from elsewhere: it writes nothing, and may take longer than others
# should wait.
SAFE_TO_SEND_TWICE = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_signup",
    "portal:compare_rankings",
    "portal:follow_body",
}
# Wrong passwords are counted here, for all processes of the server together.
CACHES = {
    "default": {
        "BACKEND": "sharedsvc.core.busy.HonestDatabaseCache",
        "LOCATION": "cache",
        # As many as nobody fills up, or guessing at many addresses would make it forget the counts.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
SENDS_MAIL = EMAIL_CONFIG["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
# Mail from an address that nobody chose is not delivered: where it is sent, one must be given.
DEFAULT_FROM_EMAIL = (
    env.str("DEFAULT_FROM_EMAIL")
    if SENDS_MAIL
    else env.str("DEFAULT_FROM_EMAIL", default="register@localhost")
)
SERVER_EMAIL = env.str("SERVER_EMAIL", default=DEFAULT_FROM_EMAIL)
EMAIL_TIMEOUT = 10  # seconds that somebody waits for a page while the mail server is silent

LOGGING = set_up_logging(development=DEBUG)
# Who asks, and from where, is nobody's business but the history's: nothing of it is logged.
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
# A form of the admin has some twelve fields in each of its rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# Uploaded workbooks wait here for their confirmation.
UPLOADS_ROOT = Path(env.str("UPLOADS_ROOT", default=str(BASE_DIR / ".uploads")))
# The keys that sign statements of chains of decisions: never in the database, nor in its backups.
SEAL_KEYS = Path(env.str("SEAL_KEYS", default=str(BASE_DIR / ".seal-keys")))
FILE_UPLOAD_HANDLERS = [
    "sharedsvc.portal.workbook.uploads.StopAtLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sharedsvc.portal.faults.from_another_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # whose wrong passwords are counted

# SQLite leaves out the further columns that an index carries for PostgreSQL.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
