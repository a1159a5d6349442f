"""Did it work? Estimators of effects on panels of places and times, and what each must be doubted for."""
