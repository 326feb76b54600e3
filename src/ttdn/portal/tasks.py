"""Work done later: the renditions of what was approved."""

from django.utils import timezone
from django_tasks import task

from ttdn.portal.actions.media_release import complete_media, prepare_media
from ttdn.portal.models import Edition


@task()
def prepare_edition_media(edition: int) -> None:
    """Make the renditions of an approved edition; they stay private until it is published."""
    prepare_media(Edition.objects.get(pk=edition), timezone.now())


@task()
def complete_record_media(record: int) -> None:
    """Make the renditions that a published record lacks."""
    complete_media(record, timezone.now())
