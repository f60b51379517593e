"""A new workbook from nothing (`ntm new`): its units from the gazetteer, its agencies by tier and date, the files common to any workbook, its settings."""
