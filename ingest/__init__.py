"""What does each page of this file say?"""

from ingest.add import Report, add

__all__ = ["Report", "add"]
