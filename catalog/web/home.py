"""The front page."""

from flask import render_template


def home() -> str:
    """What there is, what is new, the year's figures, and the search."""
    return render_template("home.html", figures=(), newest=(), organizations=())
