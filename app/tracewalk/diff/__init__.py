"""Prediction x truth -> verdicts: values, alignment, scores."""
