"""audit: see docs/explanation/architecture.md."""
