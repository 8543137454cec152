"""Times scikit-learn's NMF, 200 iterations from its nndsvd start; a line "k" asks for one fit."""

import gzip
import json
import sys
import time
import warnings
from pathlib import Path

import numpy
import sklearn
from sklearn.decomposition import NMF

warnings.simplefilter("ignore")
data = gzip.decompress((Path(sys.argv[1]) / "train-images-idx3-ubyte.gz").read_bytes())
cells = numpy.frombuffer(data, numpy.uint8, offset=16).reshape(-1, 784).astype(numpy.float32)
print(json.dumps({"tool": f"scikit-learn {sklearn.__version__}"}), flush=True)

for line in sys.stdin:
    start = time.perf_counter()
    model = NMF(int(line), init="nndsvd", max_iter=200, random_state=0)
    model.fit_transform(cells)
    seconds = time.perf_counter() - start
    objective = float(model.reconstruction_err_) ** 2
    print(json.dumps({"seconds": seconds, "objective": objective, "rounds": int(model.n_iter_)}), flush=True)
