#!/bin/sh
# Brings a Chromium for the browser tests where none is; does nothing where one is.
set -eu
python="$(dirname "$0")/../../.venv/bin/python"

have_browser() {
    for name in "${LUMBUNG_CHROMIUM:-}" chromium google-chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    ls -d "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium* >/dev/null 2>&1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

have_browser && exit 0
if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1; }; then
    echo "Installing Chromium for the browser tests ..."
    as_root apt-get update -qq
    # Debian has it as a package; Ubuntu's is a snap, which many machines cannot run, so there Playwright brings its own.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null ||
        "$python" -m playwright install --with-deps chromium ||
        true
fi
have_browser && exit 0

echo "The browser tests need Chromium. Install the package 'chromium' (or Google Chrome)," >&2
echo "or set LUMBUNG_CHROMIUM to the path of one, and run this again." >&2
exit 1
