"""The budget layer: stages of a fiscal year as versions, exact lines, planned to spent in one answer."""

from catalog.budget.drafts import LINE_FIELDS, STAGES, FiguresDraft, Finding, Government

__all__ = ["LINE_FIELDS", "STAGES", "FiguresDraft", "Finding", "Government"]
