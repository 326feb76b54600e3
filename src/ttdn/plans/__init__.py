"""plans: see docs/explanation/architecture.md."""
