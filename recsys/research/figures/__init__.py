"""Figures of what was counted and measured, for the notebooks: plain values in, matplotlib figures out."""
