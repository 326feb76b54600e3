"""Receipts and channels on screen."""

from django import template

from ttdn.obligations.receipts import channel_text, receipt_text

register = template.Library()
register.filter("receipt", receipt_text)
register.filter("channel", channel_text)
