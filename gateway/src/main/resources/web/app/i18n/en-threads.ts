/** The words of threads, drafts and what is set in this browser. */
export const threads = {
  "whereabouts": "You are",
  "mark.draft": "Draft",
  "message.details": "Details",
  "message.formatted": "Show formatted",
  "message.written": "Show as written",
  "picture.enlarge": "Enlarge",
  "details.way": "Way",
  "settings.unsaved": "Not saved yet.",
  "settings.browser": "This browser",
  "formatted": "Format Markdown",
  "formatted.hint": "Where the sender says that a text is Markdown. Each such message can also be shown as it was written.",
  "leaving.title": "Leave without saving?",
  "leaving.text": "What you changed on this page is not saved.",
  "leaving.stay": "Stay here",
  "leaving.drop": "Leave without saving",
} as const;
