"""The verbs of the portal, one module per stage: drafting, review, releasing, changing, groups."""
