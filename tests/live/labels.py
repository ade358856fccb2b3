"""The names of buttons and fields that people press and fill in, as they stand on the pages."""

BEGIN = "Begin"
GO_FURTHER = {False: "Next", True: "Done"}  # by whether it is the last question
