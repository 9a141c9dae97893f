"""The parts of the page where a briefing is put together."""
