"""proofs: the system authenticity seal, the public log and the check of a pasted text; see docs/reference/authenticity.md."""
