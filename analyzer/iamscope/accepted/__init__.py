"""Findings that somebody has accepted: suppressions and baselines."""
