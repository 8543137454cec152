"""Times scikit-learn's PCA(svd_solver="auto") on Fashion-MNIST: pca.py FOLDER REPEATS K...  One JSON line per k."""
import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA

folder, repeats, *ks = sys.argv[1:]
raw = gzip.open(Path(folder) / "train-images-idx3-ubyte.gz").read()[16:]
A = np.frombuffer(raw, np.uint8).reshape(60000, 784).astype(np.float32)
for k in map(int, ks):
    seconds = []
    for _ in range(int(repeats)):
        start = time.perf_counter()
        PCA(k, svd_solver="auto", random_state=1).fit_transform(A)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"k": k, "seconds": seconds, "tool": f"scikit-learn {sklearn.__version__}"}), flush=True)
