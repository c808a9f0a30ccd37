"""Treaty time limits: every way in which an agreement says when, worked out with its arithmetic in words.

`terms` holds what a text can say, `calendar` counts, `resolve` turns an agreement's terms and facts into dated items,
`acts` moves them, `words` writes the sentence. Plain Python: no database, no clock.
"""
