"""The demonstration: real bodies, fictional office work, played through the product's own actions.

Nothing here speaks of a real person or event. Every record is marked, every document carries the diagonal mark, and
every number begins with TD-. The steps are marked done in the audit trail, so that a later run never repeats one.
"""
