"""What can be done about evidence, proposals, concerns and key lines of enquiry."""
