"""Times scikit-learn's KMeans, its own k-means++ included; a line "k kind seed" asks for one fit, {} when done."""

import gzip
import json
import sys
import time
from pathlib import Path

import numpy
import sklearn
from sklearn.cluster import KMeans

data = gzip.decompress((Path(sys.argv[1]) / "train-images-idx3-ubyte.gz").read_bytes())
raw = numpy.frombuffer(data, numpy.uint8, offset=16).reshape(-1, 784)
cells = {"uint8": raw, "float32": raw.astype(numpy.float32)}
print(json.dumps({"tool": f"scikit-learn {sklearn.__version__}"}), flush=True)

for line in sys.stdin:
    k, kind, seed = line.split()
    start = time.perf_counter()
    model = KMeans(n_clusters=int(k), n_init=1, random_state=int(seed)).fit(cells[kind])
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "objective": float(model.inertia_), "rounds": model.n_iter_}), flush=True)
