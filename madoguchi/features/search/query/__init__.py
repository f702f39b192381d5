"""From what somebody looks for to what is found."""
