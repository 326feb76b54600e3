"""Screens of the collection rounds."""
