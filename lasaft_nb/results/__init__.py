"""Records of what was measured, the tables and verdicts that are read from them, and the published numbers."""
