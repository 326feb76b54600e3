"""activities: see docs/explanation/architecture.md."""
