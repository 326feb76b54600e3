"""config: composition root: settings, urls, env table."""
