"""Harvesting: sources, runs, archived responses; the engine distrusts every source and writes alone."""
