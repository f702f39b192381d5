"""CSAT: how content a customer is with what became of their conversation, asked by one click."""
