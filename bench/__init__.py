"""Benchmarks: each is `python -m bench.NAME --help`, prints a table and writes bench/results/NAME-TIME.json.

Every figure stands beside a reference taken in the same run: absolute times move from machine to machine.
"""
