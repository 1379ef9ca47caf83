"""What all figures share: colours that a colour-blind person tells apart, size, and words for who cannot see them."""

from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

# Okabe & Ito 2008, «Color Universal Design»; yellow, which is faint on white, comes last.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#000000", "#F0E442")
BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, BLACK, YELLOW = PALETTE
GREY = "#767676"
# Where there are more things than colours, the second round of them is hatched.
_HATCHES = ("", "//", "..", "xx")
WIDE = (7.2, 3.4)  # inches
DOTS = 80  # an inch
COLOURS = 64  # of a PNG


class Chart(Figure):
    """A figure that a notebook shows as a small PNG with a text for who cannot see it, and without pyplot's state."""

    @property
    def alt(self) -> str:
        """Title and axes in a sentence."""
        (axes, *_) = self.axes
        labels = (("across", axes.get_xlabel()), ("up", axes.get_ylabel()))
        described = "; ".join(f"{where}: {label}" for where, label in labels if label)
        return f"{axes.get_title()} ({described})" if described else axes.get_title()

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        drawn, png = BytesIO(), BytesIO()
        self.savefig(drawn, format="png", dpi=DOTS)
        # Flat colours need no more, and the file is a third; nor is the library's version in it, which would make
        # every figure another one.
        Image.open(drawn).convert("RGB").quantize(COLOURS).save(png, "png", optimize=True)
        return png.getvalue(), {"alt": self.alt}


def chart(title: str, across: str, up: str, size: tuple[float, float] = WIDE) -> tuple[Chart, Axes]:
    """An empty figure with its one pair of axes, labelled; `size` in inches."""
    figure = Chart(figsize=size, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=11)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_axisbelow(True)
    return figure, axes


def style(number: int) -> tuple[str, str]:
    """The colour and the hatch of the thing of that number, from 0; no two of the first 32 are alike."""
    round_, place = divmod(number, len(PALETTE))
    return PALETTE[place], _HATCHES[round_ % len(_HATCHES)]
