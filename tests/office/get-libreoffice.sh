#!/bin/sh
# Brings LibreOffice Calc for the test of the spreadsheet forms where none is; does nothing where one is.
set -eu

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

command -v soffice >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1; }; then
    echo "Installing LibreOffice Calc ..."
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        libreoffice-calc-nogui >/dev/null
fi
command -v soffice >/dev/null 2>&1 && exit 0

echo "The test of the spreadsheet forms needs LibreOffice Calc: install it, so that 'soffice' is found." >&2
exit 1
