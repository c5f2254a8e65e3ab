"""What turned, brought to the people who want to know."""
