"""What pages about actions say."""
