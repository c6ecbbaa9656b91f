"""What people and programs read: tables, pages, notes, JSON, plots."""
