"""WSGI entry point, served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdn.config.settings")
application = get_wsgi_application()

from ttdn.audit.reaching import close_by_default  # noqa: E402  (after the settings)

close_by_default()
