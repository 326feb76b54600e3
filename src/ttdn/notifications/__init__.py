"""notifications: see docs/explanation/architecture.md."""
