"""The harvest in public: sources, their runs, and what each run met."""

from flask import render_template

from catalog import harvest, organizations
from catalog.errors import NotFound
from catalog.text import Message
from catalog.web import freshness, harvest_words
from catalog.web.request import number_asked, page_number, request_work

_RUNS = 50
_ROWS = 100  # of problems, and of answers


def harvest_sources() -> str:
    """How every source stands: its last run, the last that succeeded, the next."""
    with request_work() as work:
        return render_template(
            "harvest/sources.html",
            section="harvest_sources",
            words=harvest_words,
            now=work.clock(),
            sources=harvest.standings(work),
            interval=freshness.interval,
        )


def harvest_source(source: str) -> str:
    """A source and its runs, newest first."""
    with request_work() as work:
        found, total = harvest.get(work, source), harvest.job_count(work, source)
        pages = max(1, -(-total // _RUNS))
        page = min(page_number(), pages)
        jobs = harvest.jobs(work, source, (page - 1) * _RUNS, _RUNS)
        return render_template(
            "harvest/source.html",
            section="harvest_sources",
            words=harvest_words,
            now=work.clock(),
            source=found,
            publisher=organizations.by_title(work, [found.organization]).get(
                found.organization, found.organization
            ),
            jobs=[job for job, _ in jobs],
            total=total,
            page=page,
            pages=pages,
        )


def harvest_job(source: str, job: int) -> str:
    """One run: counts, what failed and why, and the answers that it archived (`jawaban` pages them)."""
    with request_work() as work:
        found, report = harvest.get(work, source), harvest.report(work, job)
        if report.source != source:
            raise NotFound(Message("Panen nomor %(id)s tidak ditemukan.", {"id": job}))
        page, answer_page = page_number(), number_asked("jawaban")
        answers, archived = harvest.responses(work, job, (answer_page - 1) * _ROWS, _ROWS)
        return render_template(
            "harvest/job.html",
            section="harvest_sources",
            words=harvest_words,
            now=work.clock(),
            source=found,
            report=report,
            problems=report.problems[(page - 1) * _ROWS : page * _ROWS],
            page=page,
            pages=max(1, -(-len(report.problems) // _ROWS)),
            answers=answers,
            archived=archived,
            answer_page=answer_page,
            answer_pages=max(1, -(-answers // _ROWS)),
        )
