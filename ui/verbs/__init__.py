"""The terminal's verbs for what is handed out: options and a call each."""
