"""The health page: every address at every place, and what is known of one of them."""
