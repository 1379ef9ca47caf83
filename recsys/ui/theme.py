"""The page's colours and shapes: dark plum and lamplight. The style sheets of this folder hold the rest."""

from pathlib import Path

import gradio as gr

from recsys.ui.colours import BACKGROUND, BACKGROUND_DARK

STYLE_SHEETS = tuple(Path(__file__).with_name(name) for name in ("style.css", "ask.css", "charts.css", "api.css"))

_SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")


def theme() -> gr.themes.Base:
    """Gradio's base theme in Butaca's colours, light and dark, with the fonts that the device has."""
    return gr.themes.Base(font=_SYSTEM_FONTS, font_mono=("ui-monospace", "monospace"), radius_size="lg").set(
        body_background_fill=BACKGROUND,
        body_background_fill_dark=BACKGROUND_DARK,
        body_text_color="#221a2e",
        body_text_color_dark="#f4eefb",
        body_text_color_subdued="#5f5570",
        body_text_color_subdued_dark="#b9aecb",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1f1830",
        background_fill_secondary="#f1ebe3",
        background_fill_secondary_dark="#2a2140",
        block_background_fill="#ffffff",
        block_background_fill_dark="#1f1830",
        block_label_text_color="#5f5570",
        block_label_text_color_dark="#b9aecb",
        block_title_text_color="#221a2e",
        block_title_text_color_dark="#f4eefb",
        block_info_text_color="#5f5570",
        block_info_text_color_dark="#b9aecb",
        border_color_primary="#d9cfc2",
        border_color_primary_dark="#3b3054",
        input_background_fill="#ffffff",
        input_background_fill_dark="#2a2140",
        input_border_width="1px",
        input_border_color="#8a7f95",
        input_border_color_dark="#6d6088",
        input_border_color_focus="#0f6f66",
        input_border_color_focus_dark="#7fd1c7",
        input_placeholder_color="#5f5570",
        input_placeholder_color_dark="#b9aecb",
        color_accent="#9a4b00",
        color_accent_soft="#f1ebe3",
        color_accent_soft_dark="#2a2140",
        link_text_color="#0f6f66",
        link_text_color_dark="#7fd1c7",
        button_primary_background_fill="#9a4b00",
        button_primary_background_fill_dark="#ffb347",
        button_primary_background_fill_hover="#7f3e00",
        button_primary_background_fill_hover_dark="#ffc572",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#14101c",
        button_primary_border_color="#9a4b00",
        button_primary_border_color_dark="#ffb347",
        button_primary_border_color_hover="#7f3e00",
        button_primary_border_color_hover_dark="#ffc572",
        button_secondary_background_fill="#f1ebe3",
        button_secondary_background_fill_dark="#2a2140",
        button_secondary_text_color="#221a2e",
        button_secondary_text_color_dark="#f4eefb",
        checkbox_background_color="#ffffff",
        checkbox_background_color_dark="#14101c",
        checkbox_border_color="#8a7f95",
        checkbox_border_color_dark="#b9aecb",
        checkbox_background_color_selected="#9a4b00",
        checkbox_background_color_selected_dark="#9a4b00",
        checkbox_label_background_fill="#f1ebe3",
        checkbox_label_background_fill_dark="#2a2140",
        checkbox_label_background_fill_selected="#f1ebe3",
        checkbox_label_background_fill_selected_dark="#3b3054",
        slider_color="#9a4b00",
        slider_color_dark="#ffb347",
    )
