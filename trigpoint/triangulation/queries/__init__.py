"""Reading: what somebody may see of evidence, proposals and concerns."""
