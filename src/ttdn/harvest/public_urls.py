"""URLs of the public status page."""

from ttdn.harvest import public_views
from ttdn.portal.addresses import pages

urlpatterns = [*pages("sources", public_views.sources)]
