"""Bundles on the Hugging Face Hub: named, pulled, verified, pushed.

Of a bundle, the models lie in a model repository with the manifest and the model card, the tables in a dataset
repository. The manifest names the dataset's repository and commit: one commit of the model repository is one bundle,
whole.
"""
