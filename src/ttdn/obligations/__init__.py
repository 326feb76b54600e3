"""obligations: see docs/explanation/architecture.md."""
