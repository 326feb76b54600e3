"""Settings of the test suite: cheap password hashes, immediate tasks, nothing written outside a temporary folder."""

import os
import tempfile

os.environ.setdefault("TTDN_VAR", tempfile.mkdtemp(prefix="ttdn-test-"))
os.environ.setdefault("TTDN_SECRET_KEY", "only-for-tests")
os.environ["TTDN_TASKS"] = "immediate"

from ttdn.config.settings import *  # noqa: F403  (the variables above must be set first)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ACCOUNT_RATE_LIMITS = {"login_failed": "1000/m/ip,5/5m/key", "login": "1000/m/ip"}
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405  (whitenoise warns of a missing folder)
