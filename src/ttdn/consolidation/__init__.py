"""consolidation: see docs/explanation/architecture.md."""
