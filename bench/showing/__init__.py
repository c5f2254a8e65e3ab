"""What the console costs: its pages, how soon they show a change, and what is left for DNS while many look."""
