"""Corrections by people: doubtful texts go out as a table, and what comes back is kept for good.

A row is protected by a digest: a human text is taken only for the very source it was written for.
"""
