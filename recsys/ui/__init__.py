"""Answers to screens: the page, its tabs and cards, and the named endpoints of the Gradio API."""
