"""The national database: what other instances and foreign repositories publish, taken in, checked and shown (decisions.md 25)."""
