"""Times scikit-learn's PCA(svd_solver="auto") on Fashion-MNIST: pca.py FOLDER. Reads a k and a type of number (uint8, as the
data set has them, float64 or float32) a line and answers with a line of JSON each, so that the caller can take turns with
it; the first line names the tool."""
import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA

folder = sys.argv[1]
raw = gzip.open(Path(folder) / "train-images-idx3-ubyte.gz").read()[16:]
A = np.frombuffer(raw, np.uint8).reshape(60000, 784)
images = {"uint8": A, "float64": A.astype(np.float64), "float32": A.astype(np.float32)}
print(json.dumps({"tool": f"scikit-learn {sklearn.__version__}"}), flush=True)
for line in sys.stdin:
    k, kind = line.split()
    start = time.perf_counter()
    PCA(int(k), svd_solver="auto", random_state=1).fit_transform(images[kind])
    print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)
