"""The page's ground, in light and in dark: for what is drawn before Gradio is there, too."""

BACKGROUND, BACKGROUND_DARK = "#fbf8f4", "#14101c"
