"""The verbs of the harvest."""
