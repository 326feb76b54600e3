"""desk: see docs/explanation/architecture.md."""
