"""What Hugging Face's ZeroGPU asks of an app that needs no GPU.

A free account's Gradio Spaces run there, and one that declares no function for the GPU is stopped as it starts.
"""

import os


def declare() -> None:
    """On ZeroGPU, before the page is launched, declare a function that nobody calls; anywhere else do nothing."""
    if os.environ.get("SPACES_ZERO_GPU"):
        import spaces  # on every Gradio Space, and nowhere else

        spaces.GPU(_never_called)


def _never_called() -> None:
    """What would run on a GPU."""
