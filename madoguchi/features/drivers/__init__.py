"""What makes customers write to us, what it costs, what is done about it, and which of it need not have been."""
