"""Builds what a wheel needs beyond Python: compiled translations; refuses one without front-end files."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class Build(build_py):
    """build_py that compiles the translations first."""

    def run(self) -> None:
        """Compile, check, build."""
        if not self.editable_mode and not Path("static/vendor/manifest.json").exists():
            raise SystemExit("The front-end files are missing: run `make assets` before building a wheel.")
        for source in Path("catalog/translations").glob("*/LC_MESSAGES/messages.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as binary:
                write_mo(binary, read_po(text))
        super().run()


setup(cmdclass={"build_py": Build})
