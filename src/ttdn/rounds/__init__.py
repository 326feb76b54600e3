"""rounds: see docs/explanation/architecture.md."""
