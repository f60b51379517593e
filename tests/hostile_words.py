"""Words that do something where they are not taken for words: in a spreadsheet, in a page, in a template."""

FORMULAS = ("=cmd|'/c calc'!A1", "+1+cmd", "-1+cmd", "@SUM(cmd)", "＝cmd", "＋cmd", "－cmd", "＠cmd")
MARKUP = (
    "<img src=x onerror=hacked()>",
    "</style></script><script>hacked()</script>",
    "<svg/onload=hacked()>",
    "<a href='javascript:hacked()'>x</a>",
    "&lt;script&gt;hacked()&lt;/script&gt;",
    "{{7*7}}{% raw %}${7*7}",
    "--><script>hacked()</script>",
    '"][hacked](javascript:hacked())',
)
HIDDEN = "a\u202eb\u2066c\u200bd\x7fe"  # turns the direction, is not seen, controls
TEXTS = (*FORMULAS, *MARKUP, HIDDEN)
