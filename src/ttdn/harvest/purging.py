"""What the purge of an item takes from the harvest: the address at its source (its words stand in it) and records kept aside."""

from django.db.models import Q

from ttdn.harvest.models import Harvested, MissingPicture, Quarantined
from ttdn.portal.tombstones import ITEM, MEDIA
from ttdn.purging.registry import Trace


def blank(traces: list[Trace]) -> None:
    """Blank what was kept of purged items; the hashes, the seal and the count stay, so the two sides still compare."""
    ids = [each.id for each in traces if each.kind == ITEM]
    MissingPicture.objects.filter(medium__in=[each.id for each in traces if each.kind == MEDIA]).delete()
    if not ids:
        return
    taken = Harvested.objects.filter(record__item__public_id__in=ids)
    naming = Q(identifier__in=list(taken.values_list("identifier", flat=True)))
    MissingPicture.objects.filter(harvested__in=taken).delete()
    taken.update(original_url="")
    for each in ids:
        naming |= Q(identifier__contains=str(each)) | Q(raw__contains=str(each))
    Quarantined.objects.filter(naming).delete()
