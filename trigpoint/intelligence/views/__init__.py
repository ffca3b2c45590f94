"""The pages of soft intelligence."""
