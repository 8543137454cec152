# Times ranger and randomForest on Fashion-MNIST where they are installed: Rscript ranger.R FOLDER
# One line a result: package, version, trees, seconds, test accuracy. ranger: 100 trees, two threads; randomForest: 20.
folder <- commandArgs(TRUE)[1]
images <- function(name, n) {
  file <- gzfile(file.path(folder, name), "rb")
  on.exit(close(file))
  readBin(file, "raw", 16)
  matrix(as.integer(readBin(file, "raw", n * 784)), n, 784, byrow = TRUE, dimnames = list(NULL, paste0("pixel", 1:784)))
}
labels <- function(name, n) {
  file <- gzfile(file.path(folder, name), "rb")
  on.exit(close(file))
  readBin(file, "raw", 8)
  factor(as.integer(readBin(file, "raw", n)))
}
x <- images("train-images-idx3-ubyte.gz", 60000)
y <- labels("train-labels-idx1-ubyte.gz", 60000)
test <- images("t10k-images-idx3-ubyte.gz", 10000)
truth <- labels("t10k-labels-idx1-ubyte.gz", 10000)
say <- function(...) cat(..., "\n", sep = " ")
if (requireNamespace("ranger", quietly = TRUE)) {
  seconds <- system.time(m <- ranger::ranger(x = x, y = y, num.trees = 100, num.threads = 2, seed = 1, verbose = FALSE))[["elapsed"]]
  accuracy <- mean(predict(m, test, num.threads = 2, verbose = FALSE)$predictions == truth)
  say("ranger", as.character(packageVersion("ranger")), 100, seconds, accuracy)
}
if (requireNamespace("randomForest", quietly = TRUE)) {
  set.seed(1)
  seconds <- system.time(m <- randomForest::randomForest(x = x, y = y, ntree = 20))[["elapsed"]]
  say("randomForest", as.character(packageVersion("randomForest")), 20, seconds, mean(predict(m, test) == truth))
}
