"""search: see docs/explanation/architecture.md."""
