"""The book's figures by subject, one function each: it draws on the axes it is given and returns them."""
