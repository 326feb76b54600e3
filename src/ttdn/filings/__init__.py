"""filings: see docs/explanation/architecture.md."""
