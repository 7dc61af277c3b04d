"""The workbook for planners: numbers as numbers, dates as dates, codes as text; no merged cells."""
