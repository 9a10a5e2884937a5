"""Looking inside: what networks have learned, what their outputs hold, and what they cost."""
