"""Who plays what: each file writes one part's notes into a song."""
