"""Words and tables for the pages of stage 1."""
