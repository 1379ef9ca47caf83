"""The README's pictures, of the page on the sample's bundle: `python -m tests.ui.look`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from recsys.build.pipeline import build
from recsys.ingest import sample
from tests.ui.server import CHROMIUM, ROOT, chromium, running_app

LARGEST = 300_000  # bytes of a picture
# File name, address, what must be in sight, width, height, colours.
PICTURES = (
    ("for-you.png", "?lang=en", "#butaca-list .butaca-card", 1280, 1750, "dark"),
    ("similar.png", "?lang=en&tab=similar&title=Toy+Story", ".butaca-card", 390, 844, "light"),
)


def main() -> None:
    """Build the sample's bundle, serve it, and take every picture."""
    if CHROMIUM is None:
        sys.exit("no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        build(sample.FOLDER, bundle)
        with running_app(bundle, Path(folder) / "app.log") as url, chromium() as browser:
            for name, address, awaited, width, height, scheme in PICTURES:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    reduced_motion="reduce",
                    locale="en-US",
                )
                page = context.new_page()
                page.goto(f"{url}/{address}")
                card = page.locator(awaited).filter(visible=True).first
                expect(card).to_be_visible(timeout=30_000)
                if width < 500:  # a phone shows the form first
                    # The tab of an address opens after the first one, whose cards come and go.
                    expect(page.locator("[data-act=copy]")).to_be_visible(timeout=30_000)
                    card.scroll_into_view_if_needed()
                target = ROOT / "docs" / name
                target.parent.mkdir(exist_ok=True)
                page.screenshot(path=target)
                context.close()
                size = target.stat().st_size
                sys.stdout.write(f"{target.relative_to(ROOT)}: {size:,} bytes\n")
                if size > LARGEST:
                    sys.exit(f"{target}: a picture has {LARGEST:,} bytes at most")


if __name__ == "__main__":
    main()
