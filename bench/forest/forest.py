"""Times scikit-learn on Fashion-MNIST with two threads: forest.py FOLDER TREES K...  One JSON line a result.

First 100 unlimited trees on all pixels (test accuracy of the 10,000 test records), then for each k PCA and 50 trees of
depth at most 20 in stratified 4-fold cross-validation; k = 0: all pixels.
"""
import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score

folder, trees, *ks = sys.argv[1:]


def read(name, start, shape):
    return np.frombuffer(gzip.open(Path(folder) / name).read()[start:], np.uint8).reshape(shape)


x = read("train-images-idx3-ubyte.gz", 16, (60000, 784)).astype(np.float32)
y = read("train-labels-idx1-ubyte.gz", 8, 60000)
test = read("t10k-images-idx3-ubyte.gz", 16, (10000, 784)).astype(np.float32)
labels = read("t10k-labels-idx1-ubyte.gz", 8, 10000)


def say(**result):
    print(json.dumps({"tool": f"scikit-learn {sklearn.__version__}", **result}), flush=True)


if int(trees) > 0:
    start = time.perf_counter()
    forest = RandomForestClassifier(int(trees), n_jobs=2, random_state=1).fit(x, y)
    seconds = time.perf_counter() - start
    say(what="trees", seconds=seconds, accuracy=forest.score(test, labels))
for k in map(int, ks):
    start = time.perf_counter()
    scores = x if k == 0 else PCA(k, random_state=1).fit_transform(x)
    forest = RandomForestClassifier(50, max_depth=20, n_jobs=2, random_state=1)
    folds = StratifiedKFold(4, shuffle=True, random_state=1)
    accuracy = cross_val_score(forest, scores, y, cv=folds).mean()
    say(what="k", k=k, seconds=time.perf_counter() - start, accuracy=accuracy)
