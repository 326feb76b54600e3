"""Writes: keys, seals, the log and its signed roots."""
