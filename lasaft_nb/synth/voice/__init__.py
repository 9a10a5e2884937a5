"""A singing voice from formulas: one grain of sound for each cycle of the vocal folds, and shaped noise."""

CONTROL_HOP = 128  # samples between two values of a control track
