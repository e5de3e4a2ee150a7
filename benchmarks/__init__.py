"""Benchmarks against PyTorch and other engines: `python -m benchmarks`.

Ratios in one run: each workload is timed on every engine in turn, with one thread for each, and the medians are
compared. No test asserts a time.
"""
