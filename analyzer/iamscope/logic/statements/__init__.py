"""What a statement says, without deciding a request: what several rules ask."""
