"""Records in words and tables for pages."""
