"""Treaty time limits: every way in which an agreement says when, worked out with its arithmetic in words.

`terms` holds what a text can say and what happened. `resolve` turns them into dated items: `order` finds what is
counted from what, `anchors` and `points` count on the `calendar`, `periods` repeats, `moves` applies the acts that
`docket` hands out, `words` writes the sentence. `states` says what the clock makes of an item, resting on `meeting`
(when it was met), `deeds` (by whom) and `amounts` (how much is missing). `undated` is what has no date, `knowing` what
was known when. Plain Python: no database, no clock.
"""
