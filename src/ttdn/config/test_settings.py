"""Settings of the test suite: cheap password hashes, immediate tasks, nothing written outside a temporary folder."""

import os
import tempfile

os.environ.setdefault("TTDN_VAR", tempfile.mkdtemp(prefix="ttdn-test-"))
# Each worker of the suite writes into a folder of its own, like its database: an index, a cache or public bytes that two
# workers share would be emptied by the one under the feet of the other.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["TTDN_TEST_VAR"] = os.environ["TTDN_VAR"]
elif os.environ.get("TTDN_TEST_VAR") == os.environ["TTDN_VAR"]:
    os.environ["TTDN_VAR"] = os.path.join(os.environ["TTDN_VAR"], os.environ["PYTEST_XDIST_WORKER"])  # noqa: PTH118
    os.makedirs(os.environ["TTDN_VAR"], exist_ok=True)  # noqa: PTH103  (before Path is at hand)
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
