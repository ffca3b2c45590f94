"""What the pages of soft intelligence say."""
