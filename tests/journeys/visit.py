"""One person's visit in one browser window, with the checks that hold for every page."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import BrowserContext, ConsoleMessage, Route

from tests.assertions import assert_links_tell_apart, assert_sound
from tests.factories.accounts import PASSWORD

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What axe does not look at, each with its reason.
EXCLUDED = {
    ".nhsuk-back-link": "the NHS design system puts it before the main landmark (rule: region)",
}
# The NHS typeface comes from here where there is a network; without it pages fall back to Arial.
FONTS = "https://assets.nhs.uk/"


class Visit:
    """A window of its own: cookies, width, scripts or not. `page` is Playwright's page."""

    def __init__(self, context: BrowserContext, *, width: int, scripts: bool, pictures: Path) -> None:
        self.context = context
        self.width = width
        self.scripts = scripts
        self.pictures = pictures
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        context.route("**/*", _only_here)
        self.page = context.new_page()
        self.page.set_default_timeout(40_000)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def expect_complaint(self, *parts: str) -> None:
        """A complaint of the browser that belongs to this journey, such as a page that is missing on purpose."""
        self.expected += parts

    def go(self, address: str) -> None:
        """Open a page of the service."""
        self.page.goto(address)

    def sign_in(self, username: str, password: str = PASSWORD, *, onward: str = "") -> None:
        """Sign in as a person does."""
        self.go("/sign-in" + (f"?next={onward}" if onward else ""))
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def check(self, name: str) -> None:
        """The page is sound, fits the window, can be used by everybody; a picture of it is kept."""
        self.page.wait_for_load_state("load")
        self.picture(name)
        drawn = BeautifulSoup(self.page.content(), "html5lib")
        assert_sound(drawn)
        assert_links_tell_apart(drawn)
        self.check_fits()
        if self.scripts:
            self.check_accessible()

    def check_accessible(self) -> None:
        """axe finds nothing."""
        result = Axe().run(
            self.page,
            context={"exclude": [[selector] for selector in EXCLUDED]},
            options={"runOnly": {"type": "tag", "values": STANDARD}},
        )
        assert result.violations_count == 0, result.generate_report()

    def check_fits(self) -> None:
        """Nothing makes the page itself scroll sideways; wide tables scroll inside a tp-scroll."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.width, f"{self.page.url} is {width} pixels wide in a window of {self.width}"

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        suffix = "" if self.scripts else "-without-scripts"
        self.page.screenshot(path=self.pictures / f"{name}-{self.width}{suffix}.png", full_page=True)

    def _listen(self, message: ConsoleMessage) -> None:
        told = f"{message.type} at {message.location.get('url', '')}: {message.text}"
        is_ours = message.type in ("error", "warning") and FONTS not in told
        if is_ours and not any(part in told for part in self.expected):
            self.complaints.append(told)


def _only_here(route: Route) -> None:
    """Journeys never leave the machine."""
    if route.request.url.startswith(("http://localhost", "http://127.0.0.1", "data:", "blob:")):
        route.continue_()
    else:
        route.abort()
