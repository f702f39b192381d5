"""What is done with a playbook, and in a run of it."""
