"""Screens of consolidation."""
