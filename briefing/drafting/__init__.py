"""What to put into a briefing on a question or a topic: a proposal, which a person then edits.

Everything in it is found, nothing is generated: passages, and sentences of passages.
"""

from briefing.drafting.draft import arranged, draft, topic_of

__all__ = ["arranged", "draft", "topic_of"]
