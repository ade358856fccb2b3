"""Released values ordered, compared and said."""
