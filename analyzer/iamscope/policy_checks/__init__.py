"""The custom policy checks of Access Analyzer, and what explains them."""
