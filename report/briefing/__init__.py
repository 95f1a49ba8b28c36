"""The briefing: frozen facts become slides, slides become pictures, PowerPoint and PDF; the same facts become a report and a workbook.

Facts in (domain/frozen.py keeps them), plain data between, one module a format. Nobody here asks the warehouse.
"""
