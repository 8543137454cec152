"""Times a peer's t-SNE of Fashion-MNIST from pixels to map: peers.py TOOL FOLDER ROWS THREADS OUT.  One JSON line.

Both tools get the 50 principal components that scikit-learn finds, and the time of finding them counts."""
import gzip
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA

tool, folder, rows, threads, out = sys.argv[1:]
raw = gzip.open(Path(folder) / "train-images-idx3-ubyte.gz").read()[16:]
A = np.frombuffer(raw, np.uint8).reshape(60000, 784)[: int(rows)]
if tool == "openTSNE":
    import openTSNE as module

    make = lambda: module.TSNE(perplexity=30, n_jobs=int(threads), random_state=1)
else:
    import sklearn as module
    from sklearn.manifold import TSNE

    make = lambda: TSNE(perplexity=30, n_jobs=int(threads), random_state=1)
start = time.perf_counter()
scores = PCA(50, random_state=1).fit_transform(A.astype(np.float32))
model = make()
if tool == "openTSNE":
    places = model.fit(scores)
    kl = float(places.kl_divergence)
else:
    places = model.fit_transform(scores)
    kl = float(model.kl_divergence_)
seconds = time.perf_counter() - start
np.ascontiguousarray(places, dtype="<f8").tofile(out)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps({"tool": f"{tool} {module.__version__}", "seconds": seconds, "kl": kl, "memory": memory}))
