"""People, groups, coaches, lists of them."""
