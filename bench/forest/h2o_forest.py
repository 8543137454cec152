"""Times H2O's random forest in 4-fold cross-validation: h2o_forest.py SCORES.csv...  One JSON line a file.

A file holds the label and the scores of the 60,000 records at one k, named <k>.csv. 50 trees of depth at most 20, as the
course has them, two threads.
"""
import json
import sys
import time
from pathlib import Path

import h2o
from h2o.estimators import H2ORandomForestEstimator

h2o.init(nthreads=2, max_mem_size="3G", bind_to_localhost=True, verbose=False)
h2o.no_progress()
try:
    for name in sys.argv[1:]:
        frame = h2o.import_file(name, col_types={"label": "enum"})
        start = time.perf_counter()
        model = H2ORandomForestEstimator(nfolds=4, ntrees=50, max_depth=20, seed=1)
        model.train(y="label", training_frame=frame)
        seconds = time.perf_counter() - start
        table = model.cross_validation_metrics_summary()
        mean = table.col_header.index("mean")
        accuracy = next(float(row[mean]) for row in table.cell_values if row[0] == "accuracy")
        print(json.dumps({"tool": f"H2O {h2o.__version__}", "k": int(Path(name).stem), "seconds": seconds, "accuracy": accuracy}), flush=True)
finally:
    h2o.cluster().shutdown()
