"""Settings of every environment: what differs is read from the env table (`ttdn.config.env`)."""

import base64
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import wagtail
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from ttdn.config.env import ROOT, cache, database, env, env_flag, env_list
from ttdn.portal.languages import KNOWN

VAR = Path(env("TTDN_VAR"))
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key from the environment, or one made once and kept in TTDN_VAR so that sessions survive a restart."""
    if key := env("TTDN_SECRET_KEY"):
        return key
    path = VAR / "secret-key"
    if not path.exists():
        path.write_text(get_random_secret_key(), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = _secret_key()


def _key_encryption_key() -> str:
    """The key that keeps private keys encrypted, from the environment, or one made once and kept in TTDN_VAR."""
    if key := env("TTDN_KEY_ENCRYPTION_KEY"):
        return key
    path = VAR / "key-encryption-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


KEY_ENCRYPTION_KEY = _key_encryption_key()
DEBUG = env_flag("TTDN_DEBUG")
DEMO = env_flag("TTDN_DEMO")
ALLOWED_HOSTS = env_list("TTDN_HOSTS")
CSRF_TRUSTED_ORIGINS = env_list("TTDN_ORIGINS")
SITE_ORIGIN = next(iter(CSRF_TRUSTED_ORIGINS), f"http://localhost:{env('PORT')}")
ROOT_URLCONF = "ttdn.config.urls"
WSGI_APPLICATION = "ttdn.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "ttdn.web",
    "ttdn.audit",
    "ttdn.files",
    "ttdn.notifications",
    "ttdn.search",
    "ttdn.proofs",
    "ttdn.accounts",
    "ttdn.purging",
    "ttdn.organisations",
    "ttdn.obligations",
    "ttdn.filings",
    "ttdn.plans",
    "ttdn.activities",
    "ttdn.rounds",
    "ttdn.consolidation",
    "ttdn.desk",
    "ttdn.portal",
    "ttdn.harvest",
    "ttdn.api",
    "ttdn.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
]

STAFF_PREFIXES = ("/lam-viec/", "/bien-tap/", "/tai-khoan/", "/tra-loi/", "/ngon-ngu/", "/-/")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ttdn.web.staff_side.Sessions",
    "ttdn.web.staff_side.Locales",
    "django.middleware.common.CommonMiddleware",
    "ttdn.web.staff_side.Csrf",
    "ttdn.web.staff_side.Users",
    "allauth.account.middleware.AccountMiddleware",
    "ttdn.web.staff_side.UserSessions",
    "ttdn.web.staff_side.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "ttdn.web.staff_side.Htmx",
    "ttdn.organisations.middleware.ReachBelt",
    "ttdn.web.middleware.RequestFloor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "ttdn.web.context.shell",
                "ttdn.notifications.context.unread",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ttdn.web.templatetags.ttdn",
                "ttdn.portal.templatetags.portal",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": database(env("TTDN_DATABASE_URL"), VAR)}
CACHES: dict[str, dict[str, Any]] = {"default": cache(env("TTDN_CACHE_URL"), VAR)}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "ttdn.portal.backends.EditorBackend",  # opens Wagtail's editor to editors and translators, and nothing else
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/lam-viec/"
ACCOUNT_ADAPTER = "ttdn.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "30/m/ip"}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "TTĐN"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ttdn.web.stale_forms.csrf_failure"

if env_flag("TTDN_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # the proxy writes the visitor's address itself (ops/nginx); without this every visitor would be the proxy,
    # and one guesser would use up the tries of all
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
# `check --deploy` asks for these three: whether every host under the domain speaks HTTPS (W005, W021) is for the owner of
# the domain to say, and pages show their own previews in frames, so SAMEORIGIN stands (W019).
# W003 does not know the CSRF layer of the staff side (ttdn.web.staff_side) for the Django layer that it wraps.
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W005", "security.W019", "security.W021"]

X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LANGUAGE_CODE = "vi"
INTERFACE_LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
CONTENT_LANGUAGES = env_list("TTDN_CONTENT_LANGUAGES")
# Wagtail wants every content language to be one of Django's; people choose among INTERFACE_LANGUAGES only
LANGUAGES = INTERFACE_LANGUAGES + [(code, KNOWN[code].name) for code in CONTENT_LANGUAGES if code not in {"vi", "en"}]
LOCALE_PATHS = [str(ROOT / "src" / "ttdn" / "web" / "locale_third_party")]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["ttdn.web.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Wagtail runs only as the editor of drafts (decisions.md 18): no workflow, no mail, no outside address of its own.
WAGTAIL_SITE_NAME = "Thông tin đối ngoại"
WAGTAILADMIN_BASE_URL = SITE_ORIGIN
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = [(code, KNOWN[code].name) for code in CONTENT_LANGUAGES]
WAGTAILADMIN_PERMITTED_LANGUAGES = INTERFACE_LANGUAGES
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 0
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea"}}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Wagtail's stylesheet names a picture of its image library, which is not installed: its files are served all the same.
STATICFILES_DIRS = [Path(wagtail.__file__).parent / "images" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"
FILES_ROOT = VAR / "files"
PUBLIC_MEDIA_ROOT = VAR / "public"
C2PA_ROOT = VAR / "credentials"
C2PA_CERTIFICATE = env("TTDN_C2PA_CERTIFICATE")
C2PA_KEY = env("TTDN_C2PA_KEY")
C2PA_TIMESTAMPS = env("TTDN_C2PA_TIMESTAMPS")
PADES_DIR = env("TTDN_PADES_DIR")
MACHINE_TRANSLATOR = env("TTDN_MACHINE_TRANSLATOR")
PDF_ROOT = VAR / "pdf"
SECURITY_CONTACT = env("TTDN_SECURITY_CONTACT")
SECURITY_EXPIRES = env("TTDN_SECURITY_EXPIRES")
PURGE_LEDGER = Path(env("TTDN_PURGE_LEDGER")) if env("TTDN_PURGE_LEDGER") else VAR / "purges.jsonl"
SEARCH_ROOT = VAR / "search"
BULK_ROOT = VAR / "bulk"
HARVEST_PRIVATE_ALLOWED = env_flag("TTDN_HARVEST_PRIVATE")
# The page cache in front of Django (ttdn.web.pagecache): what it never keeps, and the one query of lists that it may keep.
PAGE_CACHE_ROOT = VAR / "cache"
PAGE_CACHE_MEMORY = int(env("TTDN_PAGE_CACHE_MB")) * 1024 * 1024
PAGE_CACHE_PASSED = (*STAFF_PREFIXES, STATIC_URL, "/tep/")
PAGE_CACHE_QUERIES = ("trang",)
UPLOAD_MAX_BYTES = int(env("TTDN_UPLOAD_MAX_MB")) * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["ttdn.files.uploads.MemoryOnlyUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if env("TTDN_TASKS") == "immediate"
        else "django_tasks_db.DatabaseBackend",
    }
}
SEARCH_ENGINE = env("TTDN_SEARCH_ENGINE")

DEFAULT_FROM_EMAIL = env("TTDN_FROM_EMAIL")
if env("TTDN_EMAIL_URL"):
    _mail = urlsplit(env("TTDN_EMAIL_URL"))
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 25
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR / "mail")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_secrets": {"()": "ttdn.web.logs.HideSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["hide_secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
