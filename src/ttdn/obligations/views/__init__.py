"""Screens of the obligations app."""
