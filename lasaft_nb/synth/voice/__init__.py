"""A singing voice from formulas: one grain of sound for each cycle of the vocal folds, and shaped noise."""
