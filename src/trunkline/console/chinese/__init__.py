"""What the console says in Chinese, a file each page or part: `WORDS`, from the English words to the Chinese ones."""
