"""Everything that the environment decides, read once, on one page.

HOLDFAST_ENV is `production` (the default), `demo` or `test`. Production refuses to start without its secrets.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

HOLDFAST_ENV = env.str("HOLDFAST_ENV", default="production")
if HOLDFAST_ENV not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"HOLDFAST_ENV is {HOLDFAST_ENV!r}; it may be production, demo or test.")
IN_PRODUCTION = HOLDFAST_ENV == "production"


def required(name: str) -> str:
    """The value of an environment variable that has no safe default."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Holdfast does not start without it; see the README.")
    return value


SECRET_KEY = required("SECRET_KEY")
DEBUG = False
if IN_PRODUCTION:
    required("ALLOWED_HOSTS")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HOLDFAST_HOME = Path(env.str("HOLDFAST_HOME", default=str(BASE_DIR / ".holdfast")))

INSTALLED_APPS = [
    "commitments",
    "monitoring",
    "config.apps.HoldfastConfig",
    "config.admin.HoldfastAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_filters",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.middleware.private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.sign_in_whole_page",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.page",
            ],
        },
    }
]


def database(url_name: str, *, default: str | None = None) -> dict[str, Any]:
    """Connection settings from a URL. Sessions run in UTC; pages convert."""
    url = env.str(url_name, default="") or default or required(url_name)
    settings: dict[str, Any] = environ.Env.db_url_config(url)
    if settings.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{url_name} must be a postgres:// URL; Holdfast runs on PostgreSQL only.")
    settings["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    settings["CONN_HEALTH_CHECKS"] = True
    settings["OPTIONS"] = {"connect_timeout": 5, **settings.get("OPTIONS", {})}
    return settings


# Two roles on one database: the web and the worker use `default`, which may not change tables or rewrite the
# record; only migrations use `owner`.
DATABASE_URL = required("DATABASE_URL")
DATABASES = {
    "default": database("DATABASE_URL"),
    "owner": database("DATABASE_OWNER_URL", default=DATABASE_URL),
}
# Tests make one database, as the owner, and reach it through both roles.
DATABASES["owner"]["TEST"] = {"DEPENDENCIES": []}
if test_suffix := env.str("HOLDFAST_TEST_SUFFIX", default=""):
    DATABASES["owner"]["TEST"]["NAME"] = f"test_holdfast_{test_suffix}"
DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
DATABASE_ROUTERS = ["config.database.OneDatabase"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits are counted in PostgreSQL, so that Redis may vanish without opening or closing the door.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "holdfast_cache"}}

REDIS_URL = required("REDIS_URL") if IN_PRODUCTION else env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
SCAN_SECONDS = env.float("HOLDFAST_SCAN_SECONDS", default=60.0)
DELIVER_SECONDS = env.float("HOLDFAST_DELIVER_SECONDS", default=20.0)
ESCALATE_SECONDS = env.float("HOLDFAST_ESCALATE_SECONDS", default=300.0)
# Webhooks go to public addresses over https. A machine that has no others, such as an exercise's, may allow the rest.
WEBHOOKS_MAY_STAY_INSIDE = env.bool("HOLDFAST_WEBHOOKS_INSIDE", default=False)

AUTH_USER_MODEL = "commitments.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "config.accounts.ClosedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# An address is given by an administrator and stays: whoever took another's before it is invited would get its role.
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(HOLDFAST_HOME / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HOLDFAST_ENV != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = HOLDFAST_ENV == "test"

# A 10 MB narrative is refused by the form, with the text kept on the page, not by a bare 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.CacheStorage"


def mailer() -> dict[str, Any]:
    """Where mail goes: files in a folder for the demo, else the server that EMAIL_URL names."""
    if folder := env.str("HOLDFAST_MAIL_DIR", default=""):
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": folder}}
    server = environ.Env.email_url_config(env.str("EMAIL_URL", default="smtp://localhost:25"))
    return {
        "BACKEND": server["EMAIL_BACKEND"],
        "OPTIONS": {
            "host": server["EMAIL_HOST"],
            "port": server["EMAIL_PORT"],
            "username": server["EMAIL_HOST_USER"],
            "password": server["EMAIL_HOST_PASSWORD"],
            "use_tls": server.get("EMAIL_USE_TLS", False),
            "use_ssl": server.get("EMAIL_USE_SSL", False),
            "timeout": 10,
        },
    }


MAILERS = {"default": mailer()}
# Where the links in mails lead: mail is written by the worker, which sees no request to take the address from.
BASE_URL = env.str("HOLDFAST_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Holdfast <holdfast@localhost>")

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
if IN_PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if env.bool("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
