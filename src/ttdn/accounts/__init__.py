"""accounts: see docs/explanation/architecture.md."""
