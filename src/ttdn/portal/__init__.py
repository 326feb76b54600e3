"""The public portal: official items, their approval and release, and the pages readers see (Wagtail lives here)."""
