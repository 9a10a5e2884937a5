"""Scores, records of them, and tables that put them beside the published numbers."""

from lasaft_nb.metrics.bss_eval import METRICS, BssScores, bss_eval
from lasaft_nb.metrics.evaluate import Evaluation, evaluate_estimator, evaluate_tracks
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.metrics.rmse_mfcc import rmse_mfcc
from lasaft_nb.results.tables import table, table_ids

__all__ = [
    "METRICS",
    "BssScores",
    "Evaluation",
    "bss_eval",
    "evaluate_estimator",
    "evaluate_tracks",
    "framewise_sdr",
    "rmse_mfcc",
    "table",
    "table_ids",
]
