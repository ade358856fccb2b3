"""What every screen keeps: nothing sticks out sideways, nothing serious bars anybody."""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def look(page: Page, name: str, pictures: Path | None) -> None:
    """Nothing sticks out sideways, nothing serious bars anybody; kept as a picture if wanted."""
    width = page.viewport_size["width"]
    drawn = page.locator('[data-testid="stPlotlyChart"]').count()
    page.wait_for_timeout(800 if drawn else 100)  # charts draw after the script has come to rest
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert page.get_by_text(re.compile("Traceback|Exception|nan\\b")).count() == 0, name
    if pictures:
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": height + 20})
        page.wait_for_timeout(800)
        page.screenshot(path=pictures / f"{name}.png")
        page.set_viewport_size({"width": width, "height": 900})
    faults = [
        (fault["id"], [node["html"][:160] for node in fault["nodes"]])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]
    assert (name, faults) == (name, [])
