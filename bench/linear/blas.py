"""Speeds of NumPy's matrix products in GFLOP/s, as JSON: blas.py ROWS INNER REPEATS COLUMNS..."""
import json
import sys
import time

import numpy as np

rows, inner, repeats, *columns = map(int, sys.argv[1:])
speeds = {}


def measure(name, flops, product):
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        product()
        best = min(best, time.perf_counter() - start)
    speeds[name] = flops / best / 1e9


random = np.random.default_rng(1)
for kind in (np.float32, np.float64):
    a = random.random((rows, inner)).astype(kind)
    # NumPy uses the symmetric product here, which computes one triangle.
    measure(f"gram {kind.__name__}", rows * inner**2, lambda: a.T @ a)
    for k in columns:
        b = random.random((inner, k)).astype(kind)
        measure(f"product {k} {kind.__name__}", 2 * rows * inner * k, lambda: a @ b)
        x = random.random((rows, k)).astype(kind)
        y = random.random((k, inner)).astype(kind)
        measure(f"panels {k} {kind.__name__}", 2 * rows * inner * k, lambda: x @ y)
print(json.dumps(speeds))
