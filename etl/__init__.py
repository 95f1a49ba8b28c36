"""A workbook in; accepted values, or problems, out. The blank workbook too. The command line is `python -m etl`.

template.py  the sheets and columns, declared once; writes the blank workbook, and read.py reads by it
read.py      workbook to rows of cells with addresses; judges nothing
checks.py    one rule a function; each yields problems
problems.py  what a problem is, and the wording of each kind
submit.py    read, check, save: the file a newcomer reads first
"""
