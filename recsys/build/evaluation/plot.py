"""The reliability plot as SVG: how often people liked what they were said to like, for pages light and dark."""

from collections.abc import Mapping, Sequence

_SIDE, _LEFT, _TOP, _BELOW, _RIGHT = 320, 56, 16, 52, 24
_LARGEST = 11.0  # radius of the fullest bin's dot
_SMALLEST = 2.5
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1f2328}.paper{fill:#fff}.grid{stroke:#d0d7de}"
    ".perfect{stroke:#6e7781;stroke-dasharray:5 4}.line{stroke:#0969da;fill:none;stroke-width:2}.dot{fill:#0969da}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.paper{fill:#0d1117}.grid{stroke:#30363d}"
    ".perfect{stroke:#8b949e}.line{stroke:#58a6ff}.dot{fill:#58a6ff}}"
)


def reliability_svg(bins: Sequence[Mapping[str, float]], liked_from: float) -> str:
    """A plot of the bins of a `Calibration`: predicted probability across, observed share up, dots by their size.

    On the dashed diagonal predictions are right. The title and the description say it all in words, for who hears it.
    """
    width, height = _LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BELOW
    largest = max((one["size"] for one in bins), default=1)
    points = [(_x(one["predicted"]), _y(one["observed"])) for one in bins]
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">',
        f'<title id="title">Reliability of the probability of liking (rating of {liked_from:g} or more)</title>',
        f'<desc id="desc">{_words(bins)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
    ]
    for tenths in range(0, 11, 2):
        share = tenths / 10
        x, y = _x(share), _y(share)
        parts += [
            f'<line class="grid" x1="{x:g}" y1="{_y(0):g}" x2="{x:g}" y2="{_y(1):g}"/>',
            f'<line class="grid" x1="{_x(0):g}" y1="{y:g}" x2="{_x(1):g}" y2="{y:g}"/>',
            f'<text x="{x:g}" y="{_y(0) + 18:g}" text-anchor="middle">{share:.0%}</text>',
            f'<text x="{_x(0) - 8:g}" y="{y + 4:g}" text-anchor="end">{share:.0%}</text>',
        ]
    middle = _TOP + _SIDE / 2
    parts += [
        f'<text x="{_LEFT + _SIDE / 2:g}" y="{height - 12}" text-anchor="middle">predicted probability</text>',
        f'<text transform="translate(14 {middle:g}) rotate(-90)" text-anchor="middle">share that liked it</text>',
        f'<line class="perfect" x1="{_x(0):g}" y1="{_y(0):g}" x2="{_x(1):g}" y2="{_y(1):g}"/>',
        f'<polyline class="line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>',
    ]
    for one, (x, y) in zip(bins, points, strict=True):
        # The area, not the radius, shows how many predictions a bin holds.
        radius = max(_SMALLEST, _LARGEST * (one["size"] / largest) ** 0.5)
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>')
    return "\n".join([*parts, "</svg>", ""])


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)


def _words(bins: Sequence[Mapping[str, float]]) -> str:
    said = "; ".join(
        f"{one['predicted']:.0%} predicted, {one['observed']:.0%} observed, {one['size']:,} ratings" for one in bins
    )
    return f"Held-out ratings by predicted probability: {said}." if said else "No rating was held out."
