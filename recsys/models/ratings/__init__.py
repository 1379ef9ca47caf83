"""Rating prediction: biases, SVD, SGD and the posterior factor model."""
