"""Tables for tests: some to be brought along, and what the page makes of them."""

from playwright.sync_api import Page

from dashboard.csv_table import read_csv
from dashboard.own_data import OwnData


def clusters(count: int) -> str:
    """Write a table of three groups in units of their own."""
    rows = [
        f"{1000 + 300 * (row % 3) + 7 * (row % 11)},{0.02 * (row % 2) + 0.001 * (row % 13):.3f},"
        f"{'abc'[row % 3]}"
        for row in range(count)
    ]
    return "\n".join(["length,width,kind", *rows])


def choose_columns(table: str) -> OwnData:
    """Make of a table what the page offers at first."""
    read = read_csv(table)
    return read.choose(*read.default)


def paste(page: Page, table: str) -> None:
    """Paste a table into the panel, which is opened where it is closed."""
    field = page.locator("[data-testid=stPopoverBody] textarea")
    if not field.count():
        page.get_by_role("button", name="Your own data").click()
    field.fill(table)
    page.keyboard.press("Control+Enter")
