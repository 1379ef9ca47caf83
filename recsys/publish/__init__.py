"""Publishing bundles: the Hugging Face Hub, databases, MLflow, and comparing two bundles."""
