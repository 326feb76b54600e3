"""What leaves the house for machines: feeds, sitemaps, read API, OAI-PMH, catalogue, bulk files. All of it public records."""
