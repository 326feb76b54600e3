"""Make the database of the plain site: `python make.py CONTENT.json`, the words of the item that ours shows."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (Django first)
from plain.models import NewsPage, SectionPage  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402

content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
call_command("migrate", run_syncdb=True, verbosity=0)
place: Page = Page.add_root(instance=Page(title="Root", slug="root", locale=Locale.objects.create(language_code="vi")))
for slug in ("vi", "bo-thu", "tin", "2026"):
    place = place.add_child(instance=SectionPage(title=slug, slug=slug, show_in_menus=True))
    if slug == "vi":
        Site.objects.create(hostname="localhost", root_page=place, is_default_site=True)
        for number in range(3):
            place.add_child(instance=SectionPage(title=f"Mục {number}", slug=f"muc-{number}", show_in_menus=True))
        place.refresh_from_db()
page = NewsPage(
    title=content["title"],
    slug="bai",
    lead=content["lead"],
    issuer=content["issuer"],
    body=json.dumps([{"type": "paragraph", "value": each} for each in content["paragraphs"]]),
)
place.add_child(instance=page)
page.save_revision().publish()
sys.stdout.write(page.url_path.removeprefix("/vi") + "\n")
