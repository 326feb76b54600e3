"""web: design system and web floor; knows no domain word."""
