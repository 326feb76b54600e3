"""files: see docs/explanation/architecture.md."""
