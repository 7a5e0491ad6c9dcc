"""Writing findings into a copy of a workbook: its parts are edited where they must be, and copied as they are elsewhere."""
