"""Pages of text: what Lumbung is, and how far everybody can use it."""

from flask import render_template


def about() -> str:
    """What Lumbung is, its licence, whom to ask."""
    return render_template("about.html")


def accessibility() -> str:
    """What works for whom, what is not known yet, how to report a barrier."""
    return render_template("accessibility.html")
