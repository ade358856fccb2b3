"""From a tap to counts: answers in, their order forgotten, the close."""
