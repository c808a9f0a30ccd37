"""Measured beside a floor in the same run, so that a slow machine slows both: `python -m tests.benchmarks NAME`."""
