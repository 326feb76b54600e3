"""organisations: see docs/explanation/architecture.md."""
