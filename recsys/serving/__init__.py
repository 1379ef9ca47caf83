"""A loaded bundle to answers: plain Python values in and out. Knows nothing of Gradio, HTTP or terminals."""
