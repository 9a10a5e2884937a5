"""Dry sub-stems to a mix: tone, levels, space, and dynamics that keep the sum of the stems exact."""
