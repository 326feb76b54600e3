"""purging: see docs/explanation/architecture.md."""
