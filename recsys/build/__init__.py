"""The stages of a build: each a function from what the stages before it made to what those after it need.

`recsys.build.pipeline` runs them one after the other in memory; `recsys.build.stages` runs one from files and to files.
"""
