"""What does each page of this file say?"""

from ingest.add import Report, add
from ingest.again import recognise

__all__ = ["Report", "add", "recognise"]
