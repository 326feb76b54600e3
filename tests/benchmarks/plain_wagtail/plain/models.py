"""A tree of pages like ours: language, body, section, year, item."""

from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page


class SectionPage(Page):
    """A place in the tree."""


class NewsPage(Page):
    """An item with a lead and paragraphs."""

    lead = models.TextField()
    body = StreamField([("paragraph", blocks.RichTextBlock())])
    issuer = models.CharField(max_length=200)
