"""The structure of an article: its blocks and their roles. It edits nothing and cuts no sentence.

`document.text[block.start:block.end] == block.text` for every block, and every character that is
not white space lies in exactly one block, in order. One exception: markup that is no text of the
article (`#` of Markdown headings, lines made only of `---`, `***`, `___` or `===`) lies in none.
"""

from translate.structure.roles import find_structure

__all__ = ["find_structure"]
