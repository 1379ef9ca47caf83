"""The stages of a build: each a function from what the stages before it made to what those after it need.

`recsys.build.graph` declares them; `recsys.build.pipeline` runs all in memory, or one from files and to files.
"""
