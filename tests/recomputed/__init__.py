"""What the pages have to say, computed anew from the forms and the reference files.

Nothing here imports the program: the forms are read by their headings, the rules are written down a second time in a few lines
each, and figures are exact fractions. Where a page and these lines disagree, one of the two misunderstands a rule.
"""
