"""What a customer may be told without a person."""
