# Times Rtsne of Fashion-MNIST from pixels to map: Rscript rtsne.R FOLDER ROWS THREADS OUT. One JSON line.
library(Rtsne)
args <- commandArgs(trailingOnly = TRUE)
rows <- as.integer(args[2])
file <- gzfile(file.path(args[1], "train-images-idx3-ubyte.gz"), "rb")
invisible(readBin(file, "raw", 16))
A <- matrix(as.numeric(readBin(file, "integer", rows * 784, size = 1, signed = FALSE)), ncol = 784, byrow = TRUE)
close(file)
set.seed(1)
seconds <- system.time(map <- Rtsne(A, perplexity = 30, num_threads = as.integer(args[3]), check_duplicates = FALSE))[["elapsed"]]
writeBin(as.vector(t(map$Y)), args[4], size = 8, endian = "little")
cat(sprintf('{"tool": "Rtsne %s", "seconds": %f, "kl": %f}\n', packageVersion("Rtsne"), seconds, sum(map$costs)))
