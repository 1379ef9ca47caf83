"""The README's pictures, of the page on the sample's bundle: `python -m tests.ui.look`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from recsys.data import sample
from recsys.pipeline import build
from tests.ui.server import CHROMIUM, ROOT, chromium, running_app

TITLE = "Toy Story"
LARGEST = 300_000  # bytes of a picture
# File name, width, height, colours, and whether to scroll down to the answer.
PICTURES = [("similar.png", 1280, 900, "dark", False), ("phone.png", 390, 844, "light", True)]


def main() -> None:
    """Build the sample's bundle, serve it, and take every picture."""
    if CHROMIUM is None:
        sys.exit("no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        build(sample.FOLDER, bundle)
        with running_app(bundle, Path(folder) / "app.log") as url, chromium() as browser:
            for name, width, height, scheme, scrolled in PICTURES:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    reduced_motion="reduce",
                    locale="en-US",
                )
                page = context.new_page()
                page.goto(url)
                page.get_by_role("tab", name="Similar titles").click()
                title = page.get_by_role("combobox", name="Title", exact=True).filter(visible=True)
                title.fill(TITLE)
                title.press("Tab")
                page.get_by_role("button", name="Find titles like it").click()
                expect(page.locator(".butaca-card").first).to_be_visible()
                if scrolled:
                    page.get_by_role("button", name="Find titles like it").evaluate("it => it.scrollIntoView()")
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
