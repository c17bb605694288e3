"""One person at a browser: what they see, press and type, and what the browser complains about meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Download, Locator, Page, Request, Response, expect

from demo.people import PASSWORD
from tests.browser.serving import Site
from tests.browser.speaking import left_in_vietnamese, said

expect.set_options(timeout=10_000)
HEIGHTS = {1366: 800, 360: 740}
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}

WORDS = """() => {
  const tidy = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
  const found = new Set([tidy(document.title)]);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) found.add(tidy(walk.currentNode.textContent));
  for (const node of document.body.querySelectorAll("*"))
    for (const name of ["aria-label", "placeholder", "title", "alt"])
      if (node.hasAttribute(name)) found.add(tidy(node.getAttribute(name)));
  return [...found].filter(Boolean);
}"""


def shape_of(path: str) -> str:
    """A path without its ids: pages that differ by an id alone look alike."""
    return "/".join("…" if len(word) == 36 or word.isdigit() else word for word in path.split("/"))


class Visitor:
    """A browser of its own for one person. `complaints` must be empty in the end."""

    def __init__(
        self,
        site: Site,
        browser: Browser,
        name: str,
        *,
        javascript: bool = True,
        width: int = 1366,
        language: str = "vi",
    ) -> None:
        self.site, self.name, self.language = site, name, language
        self.complaints: list[str] = []
        self._expected: set[int] = set()
        context = browser.new_context(
            base_url=site.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            locale="vi-VN" if language == "vi" else "en-GB",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if "Failed to load resource" in message.text:
            return  # `_answered` knows the status
        self.complaints.append(f"{self.page.url}: {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1":
            self.complaints.append(f"{self.page.url}: a request left for {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.complaints.append(f"{self.page.url}: {response.request.method} {response.url}: {response.status}")

    @contextmanager
    def refused(self, *statuses: int) -> Iterator[None]:
        """Inside, these answers are what the test is about."""
        self._expected = set(statuses)
        try:
            yield
        finally:
            self._expected = set()

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of the product as this person reads it; everything below takes Vietnamese and says it so."""
        return said(sentence, self.language, **values)

    # --- going ------------------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)
        self.arrived()

    def arrived(self) -> None:
        """A page is there; one in English, about an English proposal, is read for anything left in Vietnamese."""
        self.page.wait_for_load_state()
        if self.language == "en" and self.page.locator("html[lang=en]").count():
            for words in left_in_vietnamese(self.words()):
                complaint = f"{shape_of(self.path)}: not in English: {words[:120]}"
                if complaint not in self.complaints:
                    self.complaints.append(complaint)

    def reload(self) -> None:
        """Look again."""
        self.page.reload()

    @property
    def path(self) -> str:
        """Where the person is."""
        return urlsplit(self.page.url).path

    def follow(self, words: str, *, within: str = "main", exact: bool = False) -> None:
        """Press the link with these words."""
        self.page.locator(within).get_by_role("link", name=self.say(words), exact=exact).first.click()
        self.arrived()

    def press(self, words: str, *, within: str = "main", exact: bool = False) -> None:
        """Press the button with these words."""
        self.page.locator(within).get_by_role("button", name=self.say(words), exact=exact).first.click()
        self.arrived()

    def room(self, words: str) -> None:
        """Enter a room through the bar."""
        self.page.locator("header.bar").get_by_role("link", name=self.say(words)).first.click()
        self.arrived()

    def unfold(self, words: str) -> Locator:
        """Unfold a destructive act; answers its box."""
        fold = (
            self.page.locator("main details").filter(has=self.page.locator("summary", has_text=self.say(words))).first
        )
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
        return fold

    def act(self, words: str, **typed: str) -> None:
        """Unfold a destructive act, type its boxes (by name), and press its button."""
        fold = self.unfold(words)
        for box, text in typed.items():
            fold.locator(f'[name="{box}"]').fill(text)
        fold.locator("button[type=submit]").last.click()
        self.arrived()

    # --- typing -----------------------------------------------------------------------------------------------------

    def type(self, box: str, text: str, *, within: str = "main") -> None:
        """Type into a box, by its name."""
        self.page.locator(within).locator(f'[name="{box}"]').fill(text)

    def choose(self, box: str, code: str, *, within: str = "main") -> None:
        """Choose from a list or a row of radio buttons, by name and code."""
        found = self.page.locator(within).locator(f'[name="{box}"]')
        if found.first.evaluate("node => node.tagName") == "SELECT":
            found.first.select_option(code)
        else:
            self.page.locator(within).locator(f'[name="{box}"][value="{code}"]').check(force=True)

    def choose_words(self, box: str, words: str, *, within: str = "main") -> None:
        """Choose the option of a list that reads like this."""
        found = self.page.locator(within).locator(f'select[name="{box}"]')
        found.select_option(label=words)

    def tick(self, words: str, *, within: str = "main") -> None:
        """Tick the box with these words beside it."""
        self.page.locator(within).locator("label.check", has_text=self.say(words)).first.locator("input").check()

    # --- seeing -----------------------------------------------------------------------------------------------------

    def sees(self, *words: str, within: str = "main") -> None:
        """These words are on the page, in sight."""
        for each in words:
            expect(self.page.locator(within)).to_contain_text(self.say(each))

    def sees_not(self, *words: str, within: str = "body") -> None:
        """None of these words are anywhere on the page."""
        for each in words:
            expect(self.page.locator(within)).not_to_contain_text(each)

    def heading(self, words: str) -> None:
        """The page's heading."""
        expect(self.page.locator("h1")).to_contain_text(self.say(words))

    def text(self, within: str = "main") -> str:
        """The words of the page as they are read, white space made one."""
        return re.sub(r"\s+", " ", self.page.locator(within).inner_text())

    def download(self, words: str) -> Download:
        """Press a link that answers with a file."""
        with self.page.expect_download() as waiting:
            self.page.locator("main").get_by_role("link", name=self.say(words)).first.click()
        return waiting.value

    def words(self) -> list[str]:
        """Every piece of text on the page: what is shown, and what is read out (names of controls, hints in boxes)."""
        found: list[str] = self.page.evaluate(WORDS)
        return found

    # --- the door ---------------------------------------------------------------------------------------------------

    def speak(self, language: str) -> None:
        """Switch the language of the page."""
        button = self.page.locator("header form.languages").get_by_role("button", name=LANGUAGES[language])
        if button.count():
            button.click()
            self.arrived()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def sign_in(self, password: str = PASSWORD) -> None:
        """Through the real form."""
        self.open("/sign-in")
        self.speak(self.language)
        self.type("email", self.name)
        self.type("password", password)
        self.press("Đăng nhập", exact=True)
        assert self.path != "/sign-in", self.text()

    def sign_out(self) -> None:
        """Through the menu."""
        self.page.locator("header details.person summary").click()
        self.page.locator("header details.person button[type=submit]").click()
        self.arrived()

    def close(self) -> None:
        """Leave."""
        self.page.context.close()
